"""Groups of families in the editors' admin. What families are in one stands nowhere here, only about how many."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from campaigns.admin_views import staff_of
from campaigns.groups import actions, counting
from campaigns.groups.forms import CountForm, GroupForm
from campaigns.groups.pages import show
from campaigns.groups.words import Names, sentence
from campaigns.models import Segment
from register.models import Purpose

may_see = permission_required("campaigns.view_segment")
may_add = permission_required("campaigns.add_segment")
may_change = permission_required("campaigns.change_segment")
may_delete = permission_required("campaigns.delete_segment")


@require_safe
@may_see
def groups(request: HttpRequest) -> HttpResponse:
    """Each with its rules in a sentence."""
    names = Names()
    found = Segment.objects.prefetch_related("mailings__campaign")
    rows = [(each, sentence(each.include, each.leave_out, names), each.mailings.all()) for each in found]
    return show(request, "list", _("Groups of families"), rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def new(request: HttpRequest) -> HttpResponse:
    return _edit(request, Segment(), _("New group"))


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Segment, pk=pk)
    return _edit(request, found, found.name)


@require_http_methods(["GET", "HEAD", "POST"])
@may_delete
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Segment, pk=pk)
    if request.method == "POST":
        try:
            actions.delete(found, by=staff_of(request))
        except actions.InUse:
            messages.error(request, _("Messages are for this group, so it stays. Choose another group in their plan first."))
        else:
            messages.success(request, _("Deleted: %(group)s") % {"group": found.name})
            return redirect("groups")
    return show(request, "delete", _("Delete: %(group)s") % {"group": found.name}, group=found, used_by=found.mailings.select_related("campaign"))


def _edit(request: HttpRequest, group: Segment, title: str) -> HttpResponse:
    """A POST saves and counts, or with `count` only counts. The address of a count says for what it is, and nothing else."""
    is_sent, only_counts = request.method == "POST", "count" in request.POST
    form = GroupForm(request.POST if is_sent else None, instance=group, needs_name=not only_counts)
    count_form = CountForm(request.POST if is_sent else request.GET if "purpose" in request.GET else None)
    is_whole = count_form.is_valid() and (form.is_valid() or not is_sent)
    if is_sent and is_whole and not only_counts:
        saved = actions.save(form, by=staff_of(request))
        messages.success(request, _("Saved: %(group)s") % {"group": saved.name})
        return redirect(f"{reverse('group_edit', args=[saved.pk])}?{urlencode(count_form.cleaned_data, doseq=True)}#count")
    is_wrong = is_sent and not is_whole
    context = {"form": form, "count_form": count_form, "group": group, "is_wrong": is_wrong} | (_counted(form, count_form) if is_whole else {})
    return show(request, "edit", title, status=422 if is_wrong else 200, **context)


def _counted(form: GroupForm, count_form: CountForm) -> dict[str, object]:
    include, leave_out = form.rules("include"), form.rules("leave_out")
    purpose, channels = Purpose(count_form.cleaned_data["purpose"]), count_form.cleaned_data["channels"]
    return {"counted": counting.count(include, leave_out, purpose=purpose, channels=channels), "sentence": sentence(include, leave_out)}
