-- grain: et ejerskab (person, ejendom, fra)
-- #VIEW
-- hus_noegle is spelled as the registers' addresses are, so that an owner can be found at home.
SELECT
    person_noegle,
    concat_ws('-', kommunekode, lpad(trim(vejkode), 4, '0'), upper(ltrim(trim(husnr), '0'))) AS hus_noegle,
    fra,
    til
FROM raw.ejendom
