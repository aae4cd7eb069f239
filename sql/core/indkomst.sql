-- grain: en persons indkomst i en måned efter type og udbetaler
-- #VIEW
-- Used for udflytning, udlændinge and the person view opened from such a case; nothing else may read it.
SELECT * FROM staging.indkomst
