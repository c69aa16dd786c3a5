#pragma once

#include <limits>
#include <string_view>
#include <type_traits>

namespace modalscope {

/// What a person needs to know about one option: its name in files, one line of help, its bounds (numbers
/// only).
///
/// An option set is an aggregate that is valid as default-constructed, and beside it, once:
///
///     template <class Options, class Visitor>
///     void describe(Options& options, Visitor& visit)
///     {
///         visit(Field{"epochs", "passes over the training split", 1, 100000}, options.epochs);
///     }
///
/// JSON both ways, the command line's help and the forms of the window are visitors of it. Values may be
/// bool, numbers, text, enumerations with `choices()`, vectors and string-keyed maps of these, and further
/// option sets. A field that only some kinds have is visited only for these, after the kind.
struct Field {
    std::string_view name;
    std::string_view help;
    double least = std::numeric_limits<double>::lowest();
    double most = std::numeric_limits<double>::max();
};

namespace detail {
struct AnyVisitor {
    template <class T>
    void operator()(const Field&, T&)
    { }
};
} // namespace detail

/// Types that have a describe() of their own.
template <class T>
concept Described = requires(T& options, detail::AnyVisitor& visit)
{
    describe(options, visit);
};

} // namespace modalscope
