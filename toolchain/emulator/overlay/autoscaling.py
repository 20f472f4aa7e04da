"""Auto Scaling: hooks that keep what was put, zones in turn, instance refreshes, notifications."""

import datetime
import uuid

from moto.autoscaling import models, responses
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult

Response = responses.AutoScalingResponse


class ActiveInstanceRefreshNotFound(ServiceException):
    code = "ActiveInstanceRefreshNotFound"


def _keep_hook(backend, group, given):
    hook = backend.create_lifecycle_hook(
        name=given["LifecycleHookName"],
        as_name=group,
        transition=given["LifecycleTransition"],
        timeout=int(given.get("HeartbeatTimeout") or 3600),
        result=given.get("DefaultResult") or "ABANDON",
    )
    hook.lifecycle_hook_name = hook.name
    hook.role_arn = given.get("RoleARN")
    hook.notification_target_arn = given.get("NotificationTargetARN")
    hook.notification_metadata = given.get("NotificationMetadata")


def put_lifecycle_hook(self):
    names = (
        "LifecycleHookName",
        "LifecycleTransition",
        "HeartbeatTimeout",
        "DefaultResult",
        "RoleARN",
        "NotificationTargetARN",
        "NotificationMetadata",
    )
    given = {name: self._get_param(name) for name in names}
    _keep_hook(self.autoscaling_backend, self._get_param("AutoScalingGroupName"), given)
    return EmptyResult()


def complete_lifecycle_action(self):
    """Moto knows no instance that waits: what was completed is written down, for tests to read."""
    names = ("AutoScalingGroupName", "InstanceId", "LifecycleHookName", "LifecycleActionResult")
    _log(self.autoscaling_backend, "completed").append({name: self._get_param(name) for name in names})
    return EmptyResult()


def record_lifecycle_action_heartbeat(self):
    names = ("AutoScalingGroupName", "InstanceId", "LifecycleHookName")
    _log(self.autoscaling_backend, "heartbeats").append({name: self._get_param(name) for name in names})
    return EmptyResult()


def _log(backend, name):
    return backend.__dict__.setdefault(f"overlay_{name}", [])


_put_scaling_policy = Response.put_scaling_policy


def put_scaling_policy(self):
    result = _put_scaling_policy(self)
    policy = self.autoscaling_backend.policies[self._get_param("PolicyName")]
    policy.enabled = self._get_param("Enabled") not in (False, "false", "False")
    policy.predictive_scaling_configuration = policy.predictive_scaling_configuration or None
    return result


def _take_the_rest(self):
    """What moto drops of a group's settings."""
    group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
    warmup = self._get_int_param("DefaultInstanceWarmup")
    if warmup is not None:
        group.default_instance_warmup = None if warmup < 0 else warmup
    cooldown = self._get_int_param("DefaultCooldown")
    if cooldown is not None:
        group.default_cooldown = cooldown
    maintenance = self._get_param("InstanceMaintenancePolicy", {})
    if maintenance:
        # AWS: -1 takes a percentage away.
        kept = {name: int(value) for name, value in maintenance.items() if int(value) >= 0}
        group.instance_maintenance_policy = kept or None
    termination = self._get_param("TerminationPolicies", [])
    if termination:
        group.termination_policies = termination


_create_group = Response.create_auto_scaling_group
_update_group = Response.update_auto_scaling_group


def create_auto_scaling_group(self):
    result = _create_group(self)
    _take_the_rest(self)
    for given in self._get_param("LifecycleHookSpecificationList", []) or []:
        _keep_hook(self.autoscaling_backend, self._get_param("AutoScalingGroupName"), given)
    return result


def update_auto_scaling_group(self):
    result = _update_group(self)
    _take_the_rest(self)
    return result


_launch = models.FakeAutoScalingGroup.replace_autoscaling_group_instances


def launch_in_the_emptiest_zone(self, count, tags):
    """Moto puts every instance into the first subnet."""
    subnets = [subnet for subnet in (self.vpc_zone_identifier or "").split(",") if subnet]
    if not subnets:
        return _launch(self, count, tags)
    whole = self.vpc_zone_identifier, self.availability_zones
    try:
        for _ in range(count):
            taken = [state.instance.subnet_id for state in self.active_instances()]
            subnet = min(subnets, key=taken.count)
            self.vpc_zone_identifier = subnet
            self.availability_zones = [self.ec2_backend.get_subnet(subnet).availability_zone]
            _launch(self, 1, dict(tags))
            if self.ec2_launch_template:
                version = self.ec2_launch_template.get_version(self.launch_template_version)
                self.instance_states[-1].overlay_version = str(version.number)
    finally:
        self.vpc_zone_identifier, self.availability_zones = whole
    return None


_template_of = models.InstanceState.launch_template.fget


def launch_template(self):
    """The version that the instance was launched with, not the group's present one."""
    template = _template_of(self)
    if template and hasattr(self, "overlay_version"):
        return {**template, "Version": self.overlay_version}
    return template


def start_instance_refresh(self):
    """Replaces all instances at once, and says so as AWS does in the end."""
    backend = self.autoscaling_backend
    name = self._get_param("AutoScalingGroupName")
    group = backend.autoscaling_groups[name]
    wanted = group.desired_capacity
    old = [state.instance.id for state in group.instance_states]
    if old:
        group.ec2_backend.terminate_instances(old)
    group.instance_states = []
    group.set_desired_capacity(wanted)
    backend.update_attached_target_groups(name)
    now = datetime.datetime.now(datetime.timezone.utc)
    refresh = {
        "InstanceRefreshId": str(uuid.uuid4()),
        "AutoScalingGroupName": name,
        "Status": "Successful",
        "PercentageComplete": 100,
        "InstancesToUpdate": 0,
        "StartTime": now,
        "EndTime": now,
        "Preferences": self._get_param("Preferences", {}) or {},
    }
    _log(backend, "refreshes").insert(0, refresh)
    return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})


def describe_instance_refreshes(self):
    name = self._get_param("AutoScalingGroupName")
    ids = self._get_param("InstanceRefreshIds", [])
    found = [
        refresh
        for refresh in _log(self.autoscaling_backend, "refreshes")
        if refresh["AutoScalingGroupName"] == name and (not ids or refresh["InstanceRefreshId"] in ids)
    ]
    return ActionResult({"InstanceRefreshes": found})


def cancel_instance_refresh(self):
    raise ActiveInstanceRefreshNotFound("No in progress or pending Instance Refresh found")


def _notifications(self):
    return self.autoscaling_backend.__dict__.setdefault("overlay_notifications", {})


def put_notification_configuration(self):
    key = self._get_param("AutoScalingGroupName"), self._get_param("TopicARN")
    _notifications(self)[key] = list(self._get_param("NotificationTypes", []))
    return EmptyResult()


def describe_notification_configurations(self):
    groups = self._get_param("AutoScalingGroupNames", [])
    found = [
        {"AutoScalingGroupName": group, "TopicARN": topic, "NotificationType": kind}
        for (group, topic), kinds in _notifications(self).items()
        if not groups or group in groups
        for kind in kinds
    ]
    return ActionResult({"NotificationConfigurations": found})


def delete_notification_configuration(self):
    _notifications(self).pop((self._get_param("AutoScalingGroupName"), self._get_param("TopicARN")), None)
    return EmptyResult()


for function in (
    put_lifecycle_hook,
    complete_lifecycle_action,
    record_lifecycle_action_heartbeat,
    put_scaling_policy,
    create_auto_scaling_group,
    update_auto_scaling_group,
    start_instance_refresh,
    describe_instance_refreshes,
    cancel_instance_refresh,
    put_notification_configuration,
    describe_notification_configurations,
    delete_notification_configuration,
):
    setattr(Response, function.__name__, function)
models.FakeAutoScalingGroup.replace_autoscaling_group_instances = launch_in_the_emptiest_zone
models.InstanceState.launch_template = property(launch_template)
