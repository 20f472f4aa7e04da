"""Load balancers are there at once, without minutes of "provisioning"."""

from moto.elbv2 import models

_init = models.FakeLoadBalancer.__init__


def init(self, *args, **kwargs):
    _init(self, *args, **kwargs)
    self.state = "active"


models.FakeLoadBalancer.__init__ = init
