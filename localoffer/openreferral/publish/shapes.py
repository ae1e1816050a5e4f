"""What our records look like, as JSON schemas in our own words: for the API's description and for the check of our own answers.

The standard's published schemas are laxer in places (an attribute without link_entity passes them, and readers drop it).
"""

from typing import Any

Shape = dict[str, Any]
TEXT: Shape = {"type": "string", "minLength": 1}
ID: Shape = {"type": "string", "format": "uuid"}
DATE: Shape = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
MOMENT: Shape = {"type": "string", "format": "date-time"}
WEB: Shape = {"type": "string", "format": "uri"}
MAIL: Shape = {"type": "string", "format": "email"}
AGE: Shape = {"type": "integer", "minimum": 0, "maximum": 130}
CLOCK: Shape = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}
NUMBER: Shape = {"type": "number"}
WHOLE: Shape = {"type": "integer", "minimum": 0}
TRUTH: Shape = {"type": "boolean"}
HERE = "#/components/schemas/"


def one_of(*words: str) -> Shape:
    return {"type": "string", "enum": list(words)}


def to(name: str) -> Shape:
    return {"$ref": HERE + name}


def some(name: str) -> Shape:
    return {"type": "array", "minItems": 1, "items": to(name)}


def shape(*required: str, **properties: Shape) -> Shape:
    return {"type": "object", "required": list(required), "properties": properties}


SHAPES: dict[str, Shape] = {
    "service": shape(
        *("id", "organization_id", "name", "status", "last_modified", "organization"),
        **dict.fromkeys(("id", "organization_id"), ID),
        **dict.fromkeys(("name", "description", "alert", "eligibility_description", "application_process", "wait_time"), TEXT),
        **dict.fromkeys(("minimum_age", "maximum_age"), AGE),
        url=WEB,
        email=MAIL,
        status=one_of("active", "inactive", "defunct", "temporarily closed"),
        assured_date=DATE,
        last_modified=MOMENT,
        organization=to("organization"),
        schedules=some("schedule"),
        service_areas=some("service_area"),
        service_at_locations=some("service_at_location"),
        languages=some("language"),
        cost_options=some("cost_option"),
        contacts=some("contact"),
        attributes=some("attribute"),
    ),
    "organization": shape("id", "name", "description", id=ID, name=TEXT, description=TEXT, email=MAIL, website=WEB, phones=some("phone"), services={"type": "array"}),
    "service_at_location": shape("id", "service_id", "location_id", "location", id=ID, service_id=ID, location_id=ID, description=TEXT, location=to("location")),
    "location": shape(
        *("id", "location_type"),
        id=ID,
        location_type=one_of("physical", "postal", "virtual"),
        name=TEXT,
        latitude=NUMBER | {"minimum": -90, "maximum": 90},
        longitude=NUMBER | {"minimum": -180, "maximum": 180},
        addresses=some("address"),
        accessibility=some("accessibility"),
    ),
    "address": shape(
        *("id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
        **dict.fromkeys(("id", "location_id"), ID),
        **dict.fromkeys(("address_1", "city", "state_province", "postal_code"), TEXT),
        country={"type": "string", "pattern": "^[A-Z]{2}$"},
        address_type=one_of("physical", "postal", "virtual"),
    ),
    "accessibility": shape("id", "description", id=ID, location_id=ID, description=TEXT, details=TEXT, date_checked=DATE),
    "schedule": shape(
        *("id", "service_id"),
        **dict.fromkeys(("id", "service_id", "service_at_location_id"), ID),
        **dict.fromkeys(("dtstart", "valid_from", "valid_to"), DATE),
        freq=one_of("WEEKLY", "MONTHLY"),
        interval=WHOLE | {"minimum": 1},
        byday={"type": "string", "pattern": r"^(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)$"},
        opens_at=CLOCK,
        closes_at=CLOCK,
        description=TEXT,
    ),
    "cost_option": shape("id", id=ID, service_id=ID, option=TEXT, amount=NUMBER | {"minimum": 0}, amount_description=TEXT, currency=one_of("GBP")),
    "contact": shape("id", id=ID, service_id=ID, name=TEXT, email=MAIL, phones=some("phone")),
    "phone": shape("id", "number", id=ID, contact_id=ID, organization_id=ID, number=TEXT),
    "language": shape("id", "name", "code", id=ID, service_id=ID, name=TEXT, code=TEXT),
    "service_area": shape("id", "name", id=ID, service_id=ID, name=TEXT, service_area=TEXT),
    "attribute": shape(
        *("id", "link_id", "link_entity", "link_type", "taxonomy_term_id", "taxonomy_term"),
        **dict.fromkeys(("id", "link_id", "taxonomy_term_id"), ID),
        link_entity=one_of("service"),
        link_type=TEXT,
        taxonomy_term=to("taxonomy_term"),
        value=TEXT,
    ),
    "taxonomy": shape("id", "name", "description", id=ID, name=TEXT, description=TEXT, uri=WEB, taxonomy_terms=some("taxonomy_term")),
    "taxonomy_term": shape(
        *("id", "code", "name", "description", "taxonomy", "taxonomy_id"),
        **dict.fromkeys(("id", "parent_id", "taxonomy_id"), ID),
        **dict.fromkeys(("code", "name", "description", "taxonomy"), TEXT),
        term_uri=WEB,
    ),
}
PAGE = shape(
    *("total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"),
    **dict.fromkeys(("total_items", "total_pages", "page_number", "size"), WHOLE),
    **dict.fromkeys(("first_page", "last_page", "empty"), TRUTH),
    contents={"type": "array"},
)
MINIMAL = shape("id", "last_modified", "modified_date", id=ID, last_modified=MOMENT, modified_date=MOMENT)
WRONG = shape("error", error=TEXT, parameter=TEXT)
