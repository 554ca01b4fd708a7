import { open, type FileHandle } from 'node:fs/promises';

/** Writes all bytes; one system call in the usual case. */
export async function writeFully(file: FileHandle, parts: readonly Uint8Array[], position: number): Promise<void> {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  // More buffers than this and the kernel refuses the call (IOV_MAX).
  const buffers = parts.length > 512 ? [Buffer.concat(parts)] : [...parts];
  const { bytesWritten } = await file.writev(buffers, position);
  if (bytesWritten === total) return;
  if (bytesWritten === 0) throw new Error('the disk takes no more bytes');
  await writeFully(file, [Buffer.concat(buffers).subarray(bytesWritten)], position + bytesWritten);
}

/** Makes the names of new files in a folder survive a power cut. */
export async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
