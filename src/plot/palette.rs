//! Colours that people with any common colour vision can tell apart.

/// For classes and methods: Okabe and Ito's palette (2008) without its yellow, which is lost on white, then
/// three of Paul Tol's "muted" colours.
const CLASSES: [&str; 10] =
    ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#444444", "#882255", "#999933", "#332288"];

/// Dashes tell the colours apart on their second and later rounds.
const DASHES: [&str; 4] = ["", "7 3", "2 3", "8 3 2 3"];

/// ColorBrewer's "Blues", from 0 to 1: even steps of lightness, so it also reads in grey.
const BLUES: [[f64; 3]; 9] = [
    [255.0, 255.0, 255.0],
    [222.0, 235.0, 247.0],
    [198.0, 219.0, 239.0],
    [158.0, 202.0, 225.0],
    [107.0, 174.0, 214.0],
    [66.0, 146.0, 198.0],
    [33.0, 113.0, 181.0],
    [8.0, 81.0, 156.0],
    [8.0, 48.0, 107.0],
];

/// ColorBrewer's "Oranges", as [`BLUES`].
const ORANGES: [[f64; 3]; 9] = [
    [255.0, 255.0, 255.0],
    [254.0, 230.0, 206.0],
    [253.0, 208.0, 162.0],
    [253.0, 174.0, 107.0],
    [253.0, 141.0, 60.0],
    [241.0, 105.0, 19.0],
    [217.0, 72.0, 1.0],
    [166.0, 54.0, 3.0],
    [127.0, 39.0, 4.0],
];

/// From bad to good by way of grey.
pub(super) const JUDGEMENTS: [&str; 5] = ["#d55e00", "#e69f00", "#999999", "#56b4e9", "#0072b2"];

/// The colour of class or series `index`.
pub(super) fn class(index: usize) -> &'static str {
    CLASSES[index % CLASSES.len()]
}

/// The dashes of series `index`.
pub(super) fn dashes(index: usize) -> &'static str {
    DASHES[index / CLASSES.len() % DASHES.len()]
}

/// The colour of a share in [0, 1]: white to dark blue.
pub(super) fn share(value: f64) -> String {
    mixed(&BLUES, value)
}

/// The colour of a number in [-1, 1]: dark orange by way of white to dark blue.
pub(super) fn signed(value: f64) -> String {
    mixed(if value < 0.0 { &ORANGES } else { &BLUES }, value.abs())
}

fn mixed(colours: &[[f64; 3]; 9], value: f64) -> String {
    let place = value.clamp(0.0, 1.0) * (colours.len() - 1) as f64;
    let below = (place as usize).min(colours.len() - 2);
    let mix = |channel: usize| {
        let [low, high] = [colours[below][channel], colours[below + 1][channel]];
        (low + (high - low) * (place - below as f64)).round() as u8
    };
    format!("#{:02x}{:02x}{:02x}", mix(0), mix(1), mix(2))
}

/// The colour of text on [`share`]'s.
pub(super) fn on_share(value: f64) -> &'static str {
    if value > 0.55 { "#ffffff" } else { super::canvas::INK }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_run_from_white_to_dark() {
        assert_eq!([share(-1.0), share(0.5), share(1.0)], ["#ffffff", "#6baed6", "#08306b"]);
        assert_eq!([signed(-1.0), signed(0.0), signed(0.5)], ["#7f2704", "#ffffff", "#6baed6"]);
        assert_eq!(class(10), class(0));
        assert_ne!(dashes(10), dashes(0));
    }
}
