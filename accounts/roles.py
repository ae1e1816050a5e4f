"""The roles of staff and what each may do, as data: `manage.py set_up_site` writes them, a test holds every URL to them.

A role is a Django group. Page rights (write, publish) are Wagtail's and are given on the whole site.
"""

from dataclasses import dataclass, field

PCF_EDITOR = "PCF editor"
COUNCIL_EDITOR = "Council editor"
REGISTER_OFFICER = "Register officer"
SIGNATORY = "Signatory"
ANALYST = "Analyst"
AUDITOR = "Auditor"
ADMINISTRATOR = "Administrator"
PROVIDER = "Provider"
# Given by an administrator, these wait until a second person has approved them (`accounts.granting`).
READS_PERSONAL_DATA = (REGISTER_OFFICER, AUDITOR)


@dataclass(frozen=True)
class Role:
    """What a role may do: Wagtail rights on pages and in the libraries, and permissions as `app.codename`."""

    name: str
    page_rights: tuple[str, ...] = ()
    library_rights: tuple[str, ...] = ()
    permissions: tuple[str, ...] = field(default=())


def _all(app: str, *models: str) -> tuple[str, ...]:
    return tuple(f"{app}.{action}_{model}" for model in models for action in ("add", "change", "delete", "view"))


ENTER = ("wagtailadmin.access_admin",)
WRITE = ("add_page", "change_page")
PUBLISH = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
# A code for each way of giving out a campaign's address, and the flyers it is printed on.
LINKS = (*(f"campaigns.{action}_trackedlink" for action in ("add", "change", "view")), "campaigns.change_flyer")
# A survey that families answered stays: nobody deletes one.
SURVEYS = tuple(f"feedback.{what}" for what in ("add_survey", "change_survey", "view_survey", "open_survey", "enter_paper_survey", "read_survey_texts", "publish_survey"))
LIBRARY = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")

ROLES = (
    Role(
        PCF_EDITOR,
        WRITE,
        LIBRARY,
        (
            *ENTER,
            *_all("home", "glossaryterm"),
            *_all("search", "synonymgroup", "bestbet"),
            "search.view_searchday",
            "feedback.view_comment",
            "feedback.view_yousaidwedidpage",
            *SURVEYS,
            "campaigns.view_campaign",
            *_all("campaigns", "mailing", "message", "messagetemplate", "segment"),
            *LINKS,
            "analytics.view_siteday",
            "register.view_totals",
            "register.change_wording",
            "register.sign_wording_for_forum",
        ),
    ),
    Role(
        COUNCIL_EDITOR,
        PUBLISH,
        LIBRARY,
        (
            *ENTER,
            *_all("home", "glossaryterm"),
            # A service that is no more has ended: its address, its history and what families said of it stay.
            *("localoffer.add_service", "localoffer.change_service", "localoffer.view_service"),
            *_all("localoffer", "provider", "location", "feed"),
            *("localoffer.change_ward", "localoffer.view_ward"),
            *_all("search", "synonymgroup", "bestbet"),
            "search.view_searchday",
            "home.change_sitesettings",
            "feedback.view_comment",
            "feedback.view_yousaidwedidpage",
            "feedback.change_comment",
            *SURVEYS,
            "campaigns.view_campaign",
            *_all("campaigns", "mailing", "message", "messagetemplate", "segment"),
            "campaigns.send_mailing",
            *LINKS,
            "analytics.view_siteday",
            "register.view_totals",
            "register.change_wording",
            "register.sign_wording_for_council",
            "portal.make_inspectionpack",
        ),
    ),
    Role(
        REGISTER_OFFICER,
        (),
        (),
        (
            *ENTER,
            *("register.view_family", "register.change_family", "register.export_family", "register.change_card", "register.view_totals"),
            *("campaigns.view_campaign", "campaigns.view_mailing", "campaigns.send_mailing", "campaigns.view_delivery", "campaigns.change_delivery", "campaigns.change_throttle"),
        ),
    ),
    Role(SIGNATORY, (), (), (*ENTER, "feedback.view_yousaidwedidpage", "campaigns.view_campaign", "campaigns.view_mailing", "campaigns.sign_mailing")),
    Role(
        ANALYST,
        (),
        (),
        (
            *ENTER,
            *_all("campaigns", "campaign"),
            "campaigns.view_mailing",
            *LINKS,
            *_all("analytics", "annotation", "indicator", "schoolholiday"),
            "analytics.view_siteday",
            "analytics.add_import",
            "search.view_searchday",
            "feedback.view_survey",
            "register.view_totals",
            "register.change_baseline",
            "portal.make_inspectionpack",
        ),
    ),
    Role(
        AUDITOR,
        (),
        (),
        (
            *ENTER,
            "register.view_accesslogentry",
            "register.view_retentionrun",
            "register.change_datacomplaint",
            "accounts.view_rolechange",
            "portal.make_inspectionpack",
        ),
    ),
    Role(
        ADMINISTRATOR,
        (),
        (),
        (
            *ENTER,
            # Who leaves loses every role: what they wrote keeps its writer's name.
            *("accounts.add_user", "accounts.change_user", "accounts.view_user", "accounts.view_rolechange"),
            *_all("wagtailredirects", "redirect"),
            *_all("home", "borough", "glossaryterm"),
            *_all("campaigns", "organisation"),
            *_all("localoffer", "agephase", "topic", "need", "category", "language", "sendquestion"),
            "home.change_sitesettings",
        ),
    ),
    # Not of the council: somebody who keeps their own services right at /services/mine/. Enters nothing of the admin.
    Role(PROVIDER),
)
