#include "core/inspect/tensors_in_step.h"

#include "core/inspect/wide_sums.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {

Result<TensorsInStep> TensorsInStep::of(const std::vector<TensorRef>& tensors)
{
    TensorsInStep made;
    made.m_tensors = tensors;
    for (const auto& [checkpoint, index] : tensors) {
        const auto& tensor = checkpoint->tensors[index];
        auto pieces = TensorPieces::of(placeOf(*checkpoint), entryOf(*checkpoint, tensor));
        if (!pieces)
            return errorOf(*checkpoint, tensor, pieces.error());
        made.m_pieces.push_back(std::move(pieces).value());
    }
    return made;
}

Result<void> TensorsInStep::next(Step& step)
{
    step.values.resize(m_pieces.size());
    step.isEqual = true;
    bool isFinite = true;
    for (std::size_t t = 0; t < m_pieces.size(); ++t) {
        const auto piece = m_pieces[t].next();
        if (!piece)
            return errorOf(*m_tensors[t].checkpoint, m_tensors[t].checkpoint->tensors[m_tensors[t].tensor],
                piece.error());
        auto& values = step.values[t];
        values.assign(piece.value().begin(), piece.value().end());
        isFinite = isFinite
            && std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
        const auto isSame = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
        step.isEqual
            = step.isEqual && std::equal(values.begin(), values.end(), step.values.front().begin(), isSame);
    }
    for (std::size_t i = 0; !isFinite && i < step.values.front().size(); ++i)
        if (std::any_of(step.values.begin(), step.values.end(),
                [&](const auto& values) { return !std::isfinite(values[i]); }))
            for (auto& values : step.values)
                values[i] = 0;
    return {};
}

void PairSums::add(std::span<const double> a, std::span<const double> b)
{
    std::vector<double> difference(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        difference[i] = b[i] - a[i];
    apart += productOf(difference, difference);
    first += productOf(a, a);
    second += productOf(b, b);
    product += productOf(a, b);
}

void PairSums::add(const PairSums& other)
{
    apart += other.apart;
    first += other.first;
    second += other.second;
    product += other.product;
}

double PairSums::distance() const
{
    return double(std::sqrt(apart));
}

double PairSums::relative() const
{
    if (apart == 0)
        return 0;
    return first > 0 ? double(std::sqrt(apart / first)) : std::numeric_limits<double>::infinity();
}

double PairSums::cosine() const
{
    if (first == 0 && second == 0)
        return 1;
    if (first == 0 || second == 0)
        return std::numeric_limits<double>::quiet_NaN();
    return std::clamp(double(product / (std::sqrt(first) * std::sqrt(second))), -1.0, 1.0);
}

} // namespace modalscope
