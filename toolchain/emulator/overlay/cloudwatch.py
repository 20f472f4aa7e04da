"""CloudWatch: composite alarms can be put, and are told apart from metric alarms."""

from moto.cloudwatch import responses
from moto.core.responses import EmptyResult

Response = responses.CloudWatchResponse
_describe_alarms = Response.describe_alarms


def put_composite_alarm(self):
    self.put_metric_alarm()
    alarm = self.cloudwatch_backend.alarms[self._get_param("AlarmName")]
    alarm.actions_suppressor = self._get_param("ActionsSuppressor")
    alarm.actions_suppressor_wait_period = self._get_param("ActionsSuppressorWaitPeriod")
    alarm.actions_suppressor_extension_period = self._get_param("ActionsSuppressorExtensionPeriod")
    return EmptyResult()


def describe_alarms(self):
    answer = _describe_alarms(self)
    kinds = self._get_param("AlarmTypes", []) or ["MetricAlarm"]  # AWS: without a type, metric alarms only
    found = answer._result
    if "MetricAlarm" not in kinds:
        found["MetricAlarms"] = []
    if "CompositeAlarm" not in kinds:
        found["CompositeAlarms"] = []
    for alarm in found["CompositeAlarms"]:
        alarm.alarm_rule = alarm.rule
    return answer


Response.put_composite_alarm = put_composite_alarm
Response.describe_alarms = describe_alarms
