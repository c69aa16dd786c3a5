#pragma once

#include <cstdint>
#include <cstring>

/// For the few files with the inner loops. Their loops stand in a `.inc` file that is included twice, in two
/// namespaces: for every machine, and for those with AVX2, between MODALSCOPE_AVX2_BEGIN and _END. Unlike
/// MODALSCOPE_FAST, eight values then stay eight values inside inlined functions, and multiplications are
/// never fused with additions on x86, so that both give the same bits. (Elsewhere compilers may fuse; there
/// bits can differ from x86, though not with the number of threads.) The `.inc` files use nothing of the
/// standard library that could be instantiated, since the linker might hand that to everybody.
#define MODALSCOPE_INLINE inline __attribute__((always_inline))
#define MODALSCOPE_UNROLL _Pragma("GCC unroll 8")

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define MODALSCOPE_TWO_WIDTHS 1
#define MODALSCOPE_AVX2_BEGIN _Pragma("GCC push_options") _Pragma("GCC target(\"avx2\")")
#define MODALSCOPE_AVX2_END _Pragma("GCC pop_options")
#else
#define MODALSCOPE_TWO_WIDTHS 0
#endif

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wpsabi" // functions of eight values are all inlined
#endif

namespace modalscope {

/// Whether this processor takes the loops compiled for AVX2.
inline bool hasAvx2()
{
#if MODALSCOPE_TWO_WIDTHS
    static const bool has = __builtin_cpu_supports("avx2");
    return has;
#else
    return false;
#endif
}

} // namespace modalscope
