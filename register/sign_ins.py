"""What a family signs in with: an address, or a mobile that has answered, of its own or of a record that was put together with its own."""

from accounts.models import User, UserQuerySet
from register.models import Family


def make(family: Family) -> User | None:
    """The sign-in with the address or, without one, with the mobile once it has answered: a number alone may be anybody's. None for who has neither."""
    if family.email:
        return User.objects.filter(email=family.email).first() or User.objects.create_user(family.email)
    if not family.proven_mobile:
        return None
    return User.objects.with_phone(family.phone).first() or User.objects.create_user(phone=family.phone)


def earlier(family: Family) -> UserQuerySet:
    """The sign-ins of records that were put together with this one, while it can be undone."""
    return User.objects.filter(pk__in=family.merges.values("account_id"), family=None)


def take_over(family: Family, *, email: str = "", phone: str = "") -> bool:
    """Take the address, or the number, from an earlier sign-in of the family, which goes with the last it had. False when it is somebody else's."""
    having = User.objects.filter(email=email) if email else User.objects.with_phone(phone)
    other = having.exclude(pk=family.account_id).first()
    if other is None:
        return True
    if other.needs_second_factor or not earlier(family).filter(pk=other.pk).exists():
        return False
    if not (other.email and other.phone):
        other.delete()
        return True
    if email:
        other.email = None
    else:
        other.take_phone(None)
    other.save(update_fields=["email", "phone"])
    return True
