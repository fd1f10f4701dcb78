//! Figures, drawn as SVG, exported as PNG and PDF.
