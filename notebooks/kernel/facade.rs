//! The one dynamic library through which notebook cells reach everything.
//!
//! Cells that link the library statically would each get a copy of every static in it: autodiff graphs, thread
//! pools, random generators. Linked dynamically there is one copy, and a cell compiles in a fraction of a second.

pub use noisyfer::*;

/// Runs when the library is loaded, so that interrupts and panics are handled before any cell calls anything.
#[used]
#[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_os = "macos"), unsafe(link_section = ".init_array"))]
static ON_LOAD: extern "C" fn() = on_load;

extern "C" fn on_load() {
    noisyfer::notebook::prepare();
}
