/**
 * Where in a Kubernetes cluster something runs: resource attributes, where detected.
 */

/** Name of the cluster. [string; where detected; OTel stable] */
export const ATTR_K8S_CLUSTER_NAME = 'k8s.cluster.name';
/** Identity of the cluster, the uid of its `kube-system` namespace. [string; where detected; OTel stable] */
export const ATTR_K8S_CLUSTER_UID = 'k8s.cluster.uid';
/** Namespace of the pod. [string; where detected; OTel stable] */
export const ATTR_K8S_NAMESPACE_NAME = 'k8s.namespace.name';
/** Name of the node. [string; where detected; OTel stable] */
export const ATTR_K8S_NODE_NAME = 'k8s.node.name';
/** Identity of the node. [string; where detected; OTel stable] */
export const ATTR_K8S_NODE_UID = 'k8s.node.uid';
/** Name of the pod. [string; where detected; OTel stable] */
export const ATTR_K8S_POD_NAME = 'k8s.pod.name';
/** Identity of the pod. [string; where detected; OTel stable] */
export const ATTR_K8S_POD_UID = 'k8s.pod.uid';
/** Address of the pod. [string; where detected; OTel stable] */
export const ATTR_K8S_POD_IP = 'k8s.pod.ip';
/** Host name of the pod. [string; where detected; OTel stable] */
export const ATTR_K8S_POD_HOSTNAME = 'k8s.pod.hostname';
/** When the pod began, ISO 8601. [string; where detected; OTel stable] */
export const ATTR_K8S_POD_START_TIME = 'k8s.pod.start_time';
/** A label of the pod. [string; where given; OTel stable] */
export const ATTR_K8S_POD_LABEL = (key: string): string => `k8s.pod.label.${key}`;
/** An annotation of the pod. [string; where given; OTel stable] */
export const ATTR_K8S_POD_ANNOTATION = (key: string): string => `k8s.pod.annotation.${key}`;
/** Name of the container in the pod's specification. [string; where detected; OTel stable] */
export const ATTR_K8S_CONTAINER_NAME = 'k8s.container.name';
/** How often the container was restarted. [int; where detected; OTel stable] */
export const ATTR_K8S_CONTAINER_RESTART_COUNT = 'k8s.container.restart_count';
/** Name of the Deployment. [string; where detected; OTel stable] */
export const ATTR_K8S_DEPLOYMENT_NAME = 'k8s.deployment.name';
/** Identity of the Deployment. [string; where detected; OTel stable] */
export const ATTR_K8S_DEPLOYMENT_UID = 'k8s.deployment.uid';
/** Name of the ReplicaSet. [string; where detected; OTel stable] */
export const ATTR_K8S_REPLICASET_NAME = 'k8s.replicaset.name';
/** Identity of the ReplicaSet. [string; where detected; OTel stable] */
export const ATTR_K8S_REPLICASET_UID = 'k8s.replicaset.uid';
/** Name of the StatefulSet. [string; where detected; OTel stable] */
export const ATTR_K8S_STATEFULSET_NAME = 'k8s.statefulset.name';
/** Identity of the StatefulSet. [string; where detected; OTel stable] */
export const ATTR_K8S_STATEFULSET_UID = 'k8s.statefulset.uid';
/** Name of the DaemonSet. [string; where detected; OTel stable] */
export const ATTR_K8S_DAEMONSET_NAME = 'k8s.daemonset.name';
/** Identity of the DaemonSet. [string; where detected; OTel stable] */
export const ATTR_K8S_DAEMONSET_UID = 'k8s.daemonset.uid';
/** Name of the Job. [string; where detected; OTel stable] */
export const ATTR_K8S_JOB_NAME = 'k8s.job.name';
/** Identity of the Job. [string; where detected; OTel stable] */
export const ATTR_K8S_JOB_UID = 'k8s.job.uid';
/** Name of the CronJob. [string; where detected; OTel stable] */
export const ATTR_K8S_CRONJOB_NAME = 'k8s.cronjob.name';
/** Identity of the CronJob. [string; where detected; OTel stable] */
export const ATTR_K8S_CRONJOB_UID = 'k8s.cronjob.uid';
