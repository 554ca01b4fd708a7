/**
 * How software reaches people: repositories, pipelines, deployments, incidents, tests, findings.
 */

/**
 * Address of the repository without credentials, as a browser opens it. [string; CI resource, events of delivery; OTel
 * development]
 */
export const ATTR_VCS_REPOSITORY_URL_FULL = 'vcs.repository.url.full';
/** Name of the repository without its owner. [string; CI resource; OTel development] */
export const ATTR_VCS_REPOSITORY_NAME = 'vcs.repository.name';
/** Owner of the repository. [string; CI resource; OTel development] */
export const ATTR_VCS_OWNER_NAME = 'vcs.owner.name';
/** Where the repository lives: `github`, `gitlab`, `gitea`, `bitbucket`. [string; CI resource; OTel development] */
export const ATTR_VCS_PROVIDER_NAME = 'vcs.provider.name';
/** Branch or tag that is worked on. [string; CI resource; OTel development] */
export const ATTR_VCS_REF_HEAD_NAME = 'vcs.ref.head.name';
/** Its revision, for git the full hash. [string; CI resource, events of delivery; OTel development] */
export const ATTR_VCS_REF_HEAD_REVISION = 'vcs.ref.head.revision';
/** What it is: `branch` or `tag`. [string; CI resource; OTel development] */
export const ATTR_VCS_REF_HEAD_TYPE = 'vcs.ref.head.type';
/** Branch or tag that it is compared with. [string; CI resource; OTel development] */
export const ATTR_VCS_REF_BASE_NAME = 'vcs.ref.base.name';
/**
 * Its revision; of a deployment, what was deployed before. [string; CI resource, event `deployment.finished`; OTel
 * development]
 */
export const ATTR_VCS_REF_BASE_REVISION = 'vcs.ref.base.revision';
/** What it is: `branch` or `tag`. [string; CI resource; OTel development] */
export const ATTR_VCS_REF_BASE_TYPE = 'vcs.ref.base.type';
/** Number of the pull or merge request. [string; events of delivery; OTel development] */
export const ATTR_VCS_CHANGE_ID = 'vcs.change.id';
/** Title of the pull or merge request. [string; CI resource; OTel development] */
export const ATTR_VCS_CHANGE_TITLE = 'vcs.change.title';
/** Its state: `open`, `wip`, `closed` or `merged`. [string; CI resource; OTel development] */
export const ATTR_VCS_CHANGE_STATE = 'vcs.change.state';
/** Name of the pipeline. [string; pipeline spans; OTel development] */
export const ATTR_CICD_PIPELINE_NAME = 'cicd.pipeline.name';
/** Identity of this run of the pipeline. [string; pipeline spans; OTel development] */
export const ATTR_CICD_PIPELINE_RUN_ID = 'cicd.pipeline.run.id';
/** Page of the run. [string; pipeline spans; OTel development] */
export const ATTR_CICD_PIPELINE_RUN_URL_FULL = 'cicd.pipeline.run.url.full';
/** State of the run: `pending`, `executing` or `finalizing`. [string; pipeline metrics; OTel development] */
export const ATTR_CICD_PIPELINE_RUN_STATE = 'cicd.pipeline.run.state';
/**
 * How the run ended: `success`, `failure`, `error`, `timeout`, `cancellation` or `skip`. [string; pipeline spans; OTel
 * development]
 */
export const ATTR_CICD_PIPELINE_RESULT = 'cicd.pipeline.result';
/** What the pipeline does: `BUILD`, `RUN` or `SYNC`. [string; pipeline spans; OTel development] */
export const ATTR_CICD_PIPELINE_ACTION_NAME = 'cicd.pipeline.action.name';
/** Name of the task or job. [string; pipeline spans; OTel development] */
export const ATTR_CICD_PIPELINE_TASK_NAME = 'cicd.pipeline.task.name';
/** Kind of task: `build`, `test` or `deploy`. [string; pipeline spans; OTel development] */
export const ATTR_CICD_PIPELINE_TASK_TYPE = 'cicd.pipeline.task.type';
/** Identity of this run of the task. [string; pipeline spans; OTel development] */
export const ATTR_CICD_PIPELINE_TASK_RUN_ID = 'cicd.pipeline.task.run.id';
/** How the task ended, as `cicd.pipeline.result`. [string; pipeline spans; OTel development] */
export const ATTR_CICD_PIPELINE_TASK_RUN_RESULT = 'cicd.pipeline.task.run.result';
/** Page of this run of the task. [string; pipeline spans; OTel development] */
export const ATTR_CICD_PIPELINE_TASK_RUN_URL_FULL = 'cicd.pipeline.task.run.url.full';
/** Identity of the worker or runner. [string; pipeline spans; OTel development] */
export const ATTR_CICD_WORKER_ID = 'cicd.worker.id';
/** Name of the worker or runner. [string; pipeline spans; OTel development] */
export const ATTR_CICD_WORKER_NAME = 'cicd.worker.name';
/**
 * Identity of the deployment, the same when its step is retried. [string; event `deployment.finished`; OTel
 * development]
 */
export const ATTR_DEPLOYMENT_ID = 'deployment.id';
/** Name of the deployment. [string; event `deployment.finished`; OTel development] */
export const ATTR_DEPLOYMENT_NAME = 'deployment.name';
/** How it ended: `succeeded` or `failed`. [string; event `deployment.finished`; OTel development] */
export const ATTR_DEPLOYMENT_STATUS = 'deployment.status';
/** When it began, RFC 3339. [string; event `deployment.finished`; ours] */
export const ATTR_SIGHTGLASS_DEPLOYMENT_STARTED_AT = 'sightglass.deployment.started_at';
/** When it ended, RFC 3339. [string; event `deployment.finished`; ours] */
export const ATTR_SIGHTGLASS_DEPLOYMENT_FINISHED_AT = 'sightglass.deployment.finished_at';
/** Whether it put an earlier release back. [boolean; event `deployment.finished`; ours] */
export const ATTR_SIGHTGLASS_DEPLOYMENT_ROLLBACK = 'sightglass.deployment.rollback';
/** What the commit is: `feat`, `fix`, `revert`, `release`, `bot` or `other`. [string; event `change.deployed`; ours] */
export const ATTR_SIGHTGLASS_CHANGE_KIND = 'sightglass.change.kind';
/** Who wrote the commit, as the repository says it; hashed unless allowed. [string; event `change.deployed`; ours] */
export const ATTR_SIGHTGLASS_CHANGE_AUTHOR = 'sightglass.change.author';
/** When it was written, RFC 3339. [string; event `change.deployed`; ours] */
export const ATTR_SIGHTGLASS_CHANGE_AUTHORED_AT = 'sightglass.change.authored_at';
/** When it was committed, RFC 3339. [string; event `change.deployed`; ours] */
export const ATTR_SIGHTGLASS_CHANGE_COMMITTED_AT = 'sightglass.change.committed_at';
/** When the first commit of its pull request was written, RFC 3339. [string; event `change.deployed`; ours] */
export const ATTR_SIGHTGLASS_CHANGE_FIRST_COMMIT_AT = 'sightglass.change.first_commit_at';
/** Identity of the incident. [string; events `incident.opened` and `incident.resolved`; ours] */
export const ATTR_SIGHTGLASS_INCIDENT_ID = 'sightglass.incident.id';
/**
 * Why it is thought to be one, such as `manual`, `alert` or `revert`. [string; events `incident.opened` and
 * `incident.resolved`; ours]
 */
export const ATTR_SIGHTGLASS_INCIDENT_CAUSE = 'sightglass.incident.cause';
/** Name of the test suite, for people. [string; event `test.case`, pipeline spans; OTel development] */
export const ATTR_TEST_SUITE_NAME = 'test.suite.name';
/**
 * How the suite ended: `success`, `failure`, `skipped`, `aborted`, `timed_out` or `in_progress`. [string; pipeline
 * spans; OTel development]
 */
export const ATTR_TEST_SUITE_RUN_STATUS = 'test.suite.run.status';
/** Full name of the test. [string; event `test.case`, pipeline spans; OTel development] */
export const ATTR_TEST_CASE_NAME = 'test.case.name';
/** How the test ended: `pass` or `fail`. [string; event `test.case`, pipeline spans; OTel development] */
export const ATTR_TEST_CASE_RESULT_STATUS = 'test.case.result.status';
/** How long the test took. [double, ms; event `test.case`; ours] */
export const ATTR_SIGHTGLASS_TEST_DURATION_MS = 'sightglass.test.duration_ms';
/** File name of what was built. [string; events of delivery; OTel development] */
export const ATTR_ARTIFACT_FILENAME = 'artifact.filename';
/** Version of what was built. [string; events of delivery; OTel development] */
export const ATTR_ARTIFACT_VERSION = 'artifact.version';
/** Package URL of what was built or is affected. [string; events of delivery; OTel development] */
export const ATTR_ARTIFACT_PURL = 'artifact.purl';
/** Hash of what was built, in hex. [string; events of delivery; OTel development] */
export const ATTR_ARTIFACT_HASH = 'artifact.hash';
/** Rule that a finding comes from. [string; event `quality.finding`; OTel development] */
export const ATTR_SECURITY_RULE_NAME = 'security_rule.name';
/** Category of that rule. [string; event `quality.finding`; OTel development] */
export const ATTR_SECURITY_RULE_CATEGORY = 'security_rule.category';
/** Page about that rule. [string; event `quality.finding`; OTel development] */
export const ATTR_SECURITY_RULE_REFERENCE = 'security_rule.reference';
/** Tool that looked, such as `eslint`. [string; events `quality.report` and `quality.finding`; ours] */
export const ATTR_SIGHTGLASS_QUALITY_TOOL = 'sightglass.quality.tool';
/** Version of that tool. [string; event `quality.report`; ours] */
export const ATTR_SIGHTGLASS_QUALITY_TOOL_VERSION = 'sightglass.quality.tool_version';
/** Number of findings by level. [map; event `quality.report`; ours] */
export const ATTR_SIGHTGLASS_QUALITY_FINDINGS = 'sightglass.quality.findings';
/** Decision of the gate: `pass` or `fail`. [string; event `quality.report`; ours] */
export const ATTR_SIGHTGLASS_QUALITY_GATE = 'sightglass.quality.gate';
/** Identity of the finding, stable when lines move. [string; event `quality.finding`; ours] */
export const ATTR_SIGHTGLASS_FINDING_FINGERPRINT = 'sightglass.finding.fingerprint';
/** How grave it is: `error`, `warning` or `note`. [string; event `quality.finding`; ours] */
export const ATTR_SIGHTGLASS_FINDING_LEVEL = 'sightglass.finding.level';
/** Against the base: `new`, `existing` or `fixed`. [string; event `quality.finding`; ours] */
export const ATTR_SIGHTGLASS_FINDING_STATE = 'sightglass.finding.state';
/** CVE that it stands for. [string; event `quality.finding`; ours] */
export const ATTR_SIGHTGLASS_FINDING_CVE = 'sightglass.finding.cve';
/** Lines that a test ran. [int; events `coverage.file` and `quality.report`; ours] */
export const ATTR_SIGHTGLASS_COVERAGE_LINES_COVERED = 'sightglass.coverage.lines_covered';
/** Lines that could be run. [int; events `coverage.file` and `quality.report`; ours] */
export const ATTR_SIGHTGLASS_COVERAGE_LINES_TOTAL = 'sightglass.coverage.lines_total';
