"""Words of other languages say so, and are read in their direction."""

import pytest

from backstory.render.languages import mark_language


@pytest.mark.parametrize(
    ("text", "language", "marks"),
    [
        ("Bamako calm", "", ""),
        ("Bamako calm", "en-GB", ""),
        ("Bamako calme", "fr", ' lang="fr" dir="ltr"'),
        ("Bamako calme", "fr_FR", ' lang="fr-FR" dir="ltr"'),
        ("باماكو", "ar", ' lang="ar" dir="rtl"'),
        ("bamako", "ar-Latn", ' lang="ar-Latn" dir="ltr"'),
        ("باماكو", "", ' dir="auto"'),
        ("x", '"><script>', ""),
    ],
)
def test_the_language_and_direction_of_foreign_words(text: str, language: str, marks: str) -> None:
    assert mark_language(text, language) == marks
