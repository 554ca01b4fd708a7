/** The command that makes keys on the machine of the server, whether the server runs or not; npx takes the name of the package. */
export const KEY_COMMAND = 'npx @sightglass/server keys create';
