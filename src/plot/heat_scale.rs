//! How the numbers of heat maps are coloured and written.

use super::{
    canvas::{Anchor, Canvas, INK, Type},
    layout::SMALL,
    palette,
};

/// What the numbers of a heat map are, which says how they are coloured and written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HeatScale {
    /// Shares in [0, 1], white to blue, written in percent.
    Share,
    /// Coefficients in [-1, 1], orange by way of white to blue.
    Coefficient,
    /// Differences of shares, in [-1, 1], in the colours of coefficients up to the largest of them, written in percentage points.
    Difference,
}

/// The number with the darkest colour.
pub(super) fn reach<'a>(cells: impl Iterator<Item = &'a f64>, scale: HeatScale) -> f64 {
    if scale != HeatScale::Difference {
        return 1.0;
    }
    let largest = cells.map(|cell| cell.abs()).filter(|cell| cell.is_finite()).fold(0.0, f64::max);
    // To whole tenths, so that figures of like matrices have the same colours.
    ((10.0 * largest).ceil() / 10.0).clamp(0.1, 1.0)
}

/// The smallest cell that holds its number.
pub(super) fn smallest_numbered(scale: HeatScale) -> f64 {
    match scale {
        HeatScale::Share => 21.0,
        HeatScale::Difference => 24.0,
        HeatScale::Coefficient => 25.0,
    }
}

pub(super) fn colour(value: f64, scale: HeatScale) -> String {
    if scale == HeatScale::Share { palette::share(value) } else { palette::signed(value) }
}

pub(super) fn written(value: f64, scale: HeatScale) -> String {
    let text = match scale {
        HeatScale::Share if value == 0.0 => "0".into(),
        HeatScale::Share if value < 0.005 => "<1".into(),
        HeatScale::Share => format!("{:.0}", 100.0 * value),
        // Without the zero before the point, as is usual for what is at most 1.
        HeatScale::Coefficient if value.abs() >= 0.995 => format!("{value:.1}"),
        HeatScale::Coefficient => format!("{:.2}", (100.0 * value).round() / 100.0 + 0.0).replacen("0.", ".", 1),
        HeatScale::Difference if (100.0 * value).round() == 0.0 => "0".into(),
        HeatScale::Difference => format!("{:+.0}", 100.0 * value),
    };
    text.replace('-', "−")
}

/// The colours' meaning.
pub(super) fn draw_scale(canvas: &mut Canvas, (left, top): (f64, f64), width: f64, scale: HeatScale, reach: f64) {
    const STEPS: usize = 60;
    let step = width / STEPS as f64;
    let low = if scale == HeatScale::Share { 0.0 } else { -1.0 };
    for index in 0..STEPS {
        let value = low + (1.0 - low) * (index as f64 + 0.5) / STEPS as f64;
        canvas.rectangle((left + step * index as f64, top + 4.0), (step + 0.3, 8.0), &colour(value, scale));
    }
    for (share, anchor) in [(0.0, Anchor::Start), (0.5, Anchor::Middle), (1.0, Anchor::End)] {
        let value = reach * (low + (1.0 - low) * share);
        let text = match scale {
            HeatScale::Share => format!("{:.0} %", 100.0 * value),
            HeatScale::Coefficient => format!("{value:.1}"),
            HeatScale::Difference if value == 0.0 => "0".into(),
            HeatScale::Difference => format!("{:+.0}", 100.0 * value),
        };
        let at = (left + width * share, top + 25.0);
        canvas.text(at, &text.replace('-', "−"), Type { anchor, colour: INK, ..SMALL });
    }
}
