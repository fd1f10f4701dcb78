//! `--frame`: which pixels landmarks count.

use clap::ValueEnum;
use noisyfer::faces::align::PhotoFrame;

#[derive(Clone, Copy, ValueEnum)]
pub enum Frame {
    /// Those in which the face stands upright.
    Either,
    /// Those of the upright photo, as OpenCV reads it.
    Upright,
    /// Those in the order of the file, as Pillow and dlib read it.
    Stored,
}

impl From<Frame> for PhotoFrame {
    fn from(frame: Frame) -> Self {
        match frame {
            Frame::Either => Self::Either,
            Frame::Upright => Self::Upright,
            Frame::Stored => Self::Stored,
        }
    }
}
