#pragma once

/// Before a function of plain loops: it is compiled twice, and where the processor can, the version that
/// works on eight values at a time is taken when the program starts. Sanitizers start too late for that.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)        \
    && !defined(__SANITIZE_THREAD__)
#define MODALSCOPE_FAST __attribute__((target_clones("default", "arch=haswell")))
#else
#define MODALSCOPE_FAST
#endif
