#pragma once

#include "core/inspect/checkpoint.h"
#include "core/io/tensor_pieces.h"

#include <vector>

namespace modalscope {

/// A tensor of a checkpoint.
struct TensorRef {
    const Checkpoint* checkpoint = nullptr;
    std::size_t tensor = 0; ///< which of its tensors
};

/// Values of several tensors of one shape, the same places of all at once, some thousands at a time.
class TensorsInStep {
public:
    /// Error: as readDoubles, naming file and tensor.
    static Result<TensorsInStep> of(const std::vector<TensorRef>& tensors);

    bool isAtEnd() const { return m_pieces.empty() || m_pieces.front().left() == 0; }
    /// The next values of each. Where one of them is NaN or infinite, all are made 0, so that sums leave the
    /// place out; `isEqual` says whether all were the same before, NaN being equal to NaN.
    struct Step {
        std::vector<std::vector<double>> values; ///< [tensor][place]
        bool isEqual = true;
    };
    Result<void> next(Step& step);

private:
    std::vector<TensorRef> m_tensors;
    std::vector<TensorPieces> m_pieces;
};

/// Sums over two tensors: of squared differences, of squares, of products.
struct PairSums {
    long double apart = 0, first = 0, second = 0, product = 0;

    void add(std::span<const double> a, std::span<const double> b);
    void add(const PairSums& other);
    double distance() const;
    double relative() const; ///< ‖b − a‖ / ‖a‖; 0 when both are zero, infinite when only a is
    double cosine() const; ///< NaN when one is zero; 1 when both are
};

} // namespace modalscope
