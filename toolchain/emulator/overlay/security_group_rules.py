"""Rules of security groups that name another group: their description is read where such a rule keeps it."""

from moto.ec2.models.security_groups import SecurityGroupRule


def description(self):
    return self.ip_range.get("Description") or self.source_group.get("Description")


SecurityGroupRule.description = property(description)
