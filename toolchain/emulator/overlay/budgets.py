"""Budgets: who is told, changes, and tags."""

import json

from moto.budgets import responses
from moto.budgets.exceptions import NotFoundException
from moto.core.utils import unix_time

Response = responses.BudgetsResponse


def _budget(self, name):
    found = self.backend.budgets[self._get_param("AccountId") or self.current_account].get(name)
    if found is None:
        raise NotFoundException(f"Unable to get budget: {name} - the budget doesn't exist.")
    return found


def describe_subscribers_for_notification(self):
    wanted = self._get_param("Notification")
    # The provider asks with a whole number where it put a broken one, and the other way round: Python calls them equal.
    for notification in _budget(self, self._get_param("BudgetName")).notifications:
        if all(notification.details.get(key) == value for key, value in wanted.items()):
            return json.dumps({"Subscribers": notification.subscribers})
    raise NotFoundException("Unable to find the notification.")


def update_budget(self):
    new = self._get_param("NewBudget")
    budget = _budget(self, new["BudgetName"])
    budget.budget = {**budget.budget, **new, "LastUpdatedTime": unix_time()}
    return json.dumps({})


def _tags(self):
    """By name: tags are given with a budget before it has an address."""
    tags = self.backend.__dict__.setdefault("overlay_tags", {})
    return tags.setdefault(self._get_param("ResourceARN").rpartition("/")[2], {})


_create = Response.create_budget


def create_budget(self):
    answer = _create(self)
    given = self._get_param("ResourceTags", []) or []
    tags = self.backend.__dict__.setdefault("overlay_tags", {})
    tags[self._get_param("Budget")["BudgetName"]] = {tag["Key"]: tag["Value"] for tag in given}
    return answer


def list_tags_for_resource(self):
    return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in _tags(self).items()]})


def tag_resource(self):
    _tags(self).update({tag["Key"]: tag["Value"] for tag in self._get_param("ResourceTags")})
    return json.dumps({})


def untag_resource(self):
    for key in self._get_param("ResourceTagKeys"):
        _tags(self).pop(key, None)
    return json.dumps({})


for function in (
    describe_subscribers_for_notification,
    update_budget,
    create_budget,
    list_tags_for_resource,
    tag_resource,
    untag_resource,
):
    setattr(Response, function.__name__, function)
