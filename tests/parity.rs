//! The training step follows stored trajectories of an independent PyTorch implementation in double precision.
//!
//! `NOISYFER_FIXTURES` names the folder (default `tests/fixtures`). Every `<case>.losses.json` in it is a case, with
//! `<case>.initial.safetensors` and `<case>.batches.safetensors` beside it; sizes, heads and steps come from the files.
//! Made by `torch_peer.py fixtures`: width 8, dropout off, all noise given.

use noisyfer::{
    check::{Check, Finding, Stage},
    device::device,
    model::Precision,
};

#[test]
fn every_case_follows_its_trajectory() {
    let fixtures = std::env::var_os("NOISYFER_FIXTURES");
    let fixtures = fixtures.map_or(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures").into(), Into::into);
    let check = Check { device: device("cpu").unwrap(), precision: Precision::Float32, fixtures };
    let mut findings: Vec<Finding> = vec![];
    check.run(Stage::Parity, &mut |finding| findings.push(finding)).unwrap();
    assert!(findings.len() >= 8, "two cases of four kinds: {findings:?}");
    for Finding { name, error, bound, note, .. } in &findings {
        println!("{name} {:.1e} (bound {bound:.0e}), worst {note}", error.unwrap_or(f64::NAN));
    }
    for finding in &findings {
        assert!(finding.holds(), "{finding:?}");
    }
}
