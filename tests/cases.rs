//! What people really have: their files, folders, landmarks and weights. A row a case; its input is the folder of its name in
//! `tests/cases`, laid over `whole-raf` or `whole-affectnet` where it is a dataset.

#[path = "cases/files.rs"]
mod files;
#[path = "cases/names.rs"]
mod names;
#[path = "cases/pictures.rs"]
mod pictures;
#[path = "cases/place.rs"]
mod place;
#[path = "cases/text.rs"]
mod text;
#[path = "cases/written.rs"]
mod written;

use files::*;
use names::*;
use pictures::*;
use place::Place;
use std::panic::{AssertUnwindSafe, catch_unwind};
use text::*;
use written::*;

type Check = fn(&Place);

/// The cases, and what must happen in each.
const CASES: [(&str, Check); 38] = [
    ("bom-photo-list", all_five_are_aligned),
    ("empty-spreadsheet-rows", empty_rows_are_skipped),
    ("decimal-commas", decimal_commas_are_read),
    ("windows-1252", old_code_pages_are_read_on_request),
    ("carriage-returns", carriage_returns_end_lines),
    ("list-with-commas", all_five_are_aligned),
    ("quoted-votes", votes_of_every_program),
    ("two-columns-of-a-name", twins_and_nameless_rows_are_errors),
    ("codes-with-decimals", codes_may_have_decimals),
    ("labels-as-arrays", labels_as_arrays),
    ("null-far-down", null_far_down),
    ("note-with-a-quote", quotes_and_ragged_rows),
    ("list-without-header", lists_in_other_forms),
    ("backslashes", backslashes_are_slashes),
    ("spaces-in-names", all_five_are_aligned),
    ("list-spelt-right", all_five_are_aligned),
    ("same-name-in-two-folders", photos_of_one_name_are_two_faces),
    ("decomposed-letters", accents_are_compared),
    ("slash-at-the-end", a_slash_is_no_other_folder),
    ("read-only-dataset", aligned_faces_go_elsewhere),
    ("photos-that-come-later", photos_that_come_later_are_used),
    ("weights-looked-at-last", weights_are_looked_at_first),
    ("cut-off-aligned", half_pictures_are_not_looked_at),
    ("data-after-the-picture", all_five_are_aligned),
    ("72-middle-missing", pictures_without_their_middle_fail),
    ("mac-companions", companions_are_no_pictures),
    ("webp-and-jfif", pictures_by_their_content),
    ("eyes-swapped", nothing_stands_on_its_head),
    ("landmarks-of-the-unturned-photo", landmarks_of_both_frames),
    ("landmarks-not-there", landmarks_that_are_none),
    ("names-with-a-prefix", weights_behind_a_prefix),
    ("misnamed-weights", weights_by_their_content),
    ("labels-for-another-order", other_files_are_named),
    ("folders-of-classes", classes_in_folders),
    ("one-file-per-label", one_file_per_label),
    ("missing-annotations", gaps_are_no_class),
    ("names-in-other-scripts", names_in_any_script),
    ("nothing-worked", nothing_worked_is_a_failure),
];

#[test]
fn every_case_is_as_it_must_be() {
    let mut wrong = vec![];
    for (name, check) in CASES {
        let place = Place::new(name);
        if catch_unwind(AssertUnwindSafe(|| check(&place))).is_err() {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "not as they must be: {}", wrong.join(", "));
}
