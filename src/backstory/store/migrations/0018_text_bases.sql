-- States of one page differ in little: each is kept as what it says beyond an earlier one of its page.

ALTER TABLE texts ADD COLUMN base INTEGER REFERENCES revisions (key); -- empty: zlib; else zstd, with the text of `base`
