//! Text and numbers as LaTeX reads them.

/// What stands for signs that LaTeX has no letters for, in text.
const SIGNS: [(char, &str); 39] = [
    ('\\', "\\textbackslash{}"),
    ('~', "\\textasciitilde{}"),
    ('^', "\\textasciicircum{}"),
    ('<', "\\textless{}"),
    ('>', "\\textgreater{}"),
    ('|', "\\textbar{}"),
    ('\u{a0}', "~"),
    ('–', "--"),
    ('—', "---"),
    ('‘', "`"),
    ('’', "'"),
    ('“', "``"),
    ('”', "''"),
    ('„', ",,"),
    ('…', "\\dots{}"),
    ('•', "\\textbullet{}"),
    ('°', "\\textdegree{}"),
    ('€', "\\texteuro{}"),
    ('−', "$-$"),
    ('±', "$\\pm$"),
    ('×', "$\\times$"),
    ('·', "$\\cdot$"),
    ('÷', "$\\div$"),
    ('≤', "$\\leq$"),
    ('≥', "$\\geq$"),
    ('≠', "$\\neq$"),
    ('≈', "$\\approx$"),
    ('∞', "$\\infty$"),
    ('√', "$\\surd$"),
    ('→', "$\\rightarrow$"),
    ('←', "$\\leftarrow$"),
    ('↔', "$\\leftrightarrow$"),
    ('⇒', "$\\Rightarrow$"),
    ('↑', "$\\uparrow$"),
    ('↓', "$\\downarrow$"),
    ('∈', "$\\in$"),
    ('²', "$^2$"),
    ('³', "$^3$"),
    ('✓', "$\\surd$"),
];

/// The Greek letters that LaTeX has names for: α to ω without ο, which is an o, and those capitals that are no Latin ones.
const GREEK: [(char, &str); 37] = [
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "varepsilon"),
    ('ϵ', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('µ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('ς', "varsigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "varphi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
    ('Γ', "Gamma"),
    ('Δ', "Delta"),
    ('Θ', "Theta"),
    ('Λ', "Lambda"),
    ('Ξ', "Xi"),
    ('Π', "Pi"),
    ('Σ', "Sigma"),
    ('Υ', "Upsilon"),
    ('Φ', "Phi"),
    ('Ψ', "Psi"),
    ('Ω', "Omega"),
];

/// Text with LaTeX's special characters written out. pdfLaTeX has Latin letters; what it has no letters for becomes its number in
/// Unicode, such as `[U+4E2D]`, so that it is missed by no one.
pub(super) fn text(text: &str) -> String {
    let mut written = String::new();
    for character in text.chars() {
        if let Some((_, sign)) = SIGNS.iter().find(|(known, _)| *known == character) {
            written.push_str(sign);
        } else if let Some((_, name)) = GREEK.iter().find(|(known, _)| *known == character) {
            written.push_str(&format!("$\\{name}$"));
        } else {
            match character {
                '\n' | '\r' | '\t' => written.push(' '),
                '&' | '%' | '$' | '#' | '_' | '{' | '}' => written.extend(['\\', character]),
                control if control.is_control() => {}
                plain if is_read(plain) => written.push(plain),
                other => written.push_str(&format!("[U+{:04X}]", u32::from(other))),
            }
        }
    }
    written
}

/// Whether pdfLaTeX reads the letter in UTF-8 and has it in its first fonts: ASCII, Latin-1 and Latin Extended-A but for a few.
fn is_read(letter: char) -> bool {
    const ABSENT: &str = "ÐðÞþĐđŊŋĄąĘęĮįŲųĲĳĸŉſĿŀ";
    letter.is_ascii()
        || ['§', '¿', '¡'].contains(&letter)
        || ('\u{c0}'..='\u{17f}').contains(&letter) && !ABSENT.contains(letter)
}

/// A number, with its deviation if it has one, in mathematics; what is not finite is text.
pub(super) fn number(number: &str, bold: bool) -> String {
    if number.contains("NaN") {
        return text(number);
    }
    let mut parts = vec![];
    for part in number.replace('−', "-").replace("inf", "\\infty").split('±') {
        parts.push(match part.trim().split_once('e') {
            Some((mantissa, exponent)) => format!("{mantissa} \\cdot 10^{{{exponent}}}"),
            None => part.trim().to_string(),
        });
    }
    let number = parts.join(" \\pm ");
    if bold { format!("$\\mathbf{{{number}}}$") } else { format!("${number}$") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_what_pdflatex_reads_is_left() {
        assert_eq!(
            text("λ_GAN → 5 % & #1 {a} ~ −1 ± 2"),
            "$\\lambda$\\_GAN $\\rightarrow$ 5 \\% \\& \\#1 \\{a\\} \\textasciitilde{} $-$1 $\\pm$ 2"
        );
        assert_eq!(text("é 中\u{1}"), "é [U+4E2D]");
        for character in (0..0x3000).filter_map(char::from_u32) {
            for left in text(&character.to_string()).chars() {
                assert!(is_read(left) && !left.is_control(), "{character:?} leaves {left:?}");
            }
        }
    }

    #[test]
    fn numbers_are_mathematics() {
        assert_eq!(number("−0.5", false), "$-0.5$");
        assert_eq!(number("84.25 ± 0.50", true), "$\\mathbf{84.25 \\pm 0.50}$");
        assert_eq!(number("1.00e−5 ± 2e−6", false), "$1.00 \\cdot 10^{-5} \\pm 2 \\cdot 10^{-6}$");
        assert_eq!((number("NaN", true), number("-inf", false)), ("NaN".into(), "$-\\infty$".into()));
    }
}
