"""Staff who look at statistics."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group, Permission

from tests.factories import UserFactory


def sign_in(client, *codenames):
    group = Group.objects.create(name="A role")
    group.permissions.set(Permission.objects.filter(codename__in=codenames))
    user = UserFactory()
    user.groups.add(group)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    return client
