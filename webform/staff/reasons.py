"""Why callers ring, as an agent picks it before a case opens. The codes go into events and into the count of calls."""

from __future__ import annotations

from collections.abc import Mapping

# The most frequent first: wanting no part is the commonest reason in the Scottish survey's published table of calls.
REASONS: Mapping[str, str] = {
    "not_taking_part": "Does not want to take part",
    "answer_by_phone": "Wants to answer by phone",
    "died": "The person has died",
    "too_ill": "Too ill to take part",
    "moved": "Moved, or not known at the address",
    "not_eligible": "Did not have this care",
    "site_problem": "Website or code does not work",
    "another_copy": "Needs another copy",
    "another_language": "Needs another language",
    "another_format": "Needs another format",
    "how_details": "Asks how we got their details",
    "genuine": "Asks whether it is genuine",
    "parent_query": "Parent asks about the child’s part",
    "complaint_survey": "Complaint about the survey",
    "complaint_care": "Complaint about care",
    "distress": "Is upset",
    "other": "Something else",
}
