#include "core/data/synthetic_kinds.h"

#include <array>
#include <cmath>
#include <memory>

namespace modalscope {
namespace {

constexpr int kParityClasses = 6;
constexpr int kParitySize = 40;
constexpr std::uint64_t kParityFixed
    = 7; // the class means and the rotation belong to the task, not to one drawing of it

using Matrix = std::array<std::array<double, kParitySize>, kParitySize>;

double dot(const std::array<double, kParitySize>& a, const std::array<double, kParitySize>& b)
{
    double sum = 0;
    for (int i = 0; i < kParitySize; ++i)
        sum += a[std::size_t(i)] * b[std::size_t(i)];
    return sum;
}

/// Orthonormal rows from normal ones (Gram and Schmidt, each projection twice for full precision).
Matrix randomRotation()
{
    Random random(kParityFixed, "parity/rotation");
    Matrix rows;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (auto& value : rows[r])
            value = random.normal();
        for (int pass = 0; pass < 2; ++pass)
            for (std::size_t before = 0; before < r; ++before) {
                const double along = dot(rows[r], rows[before]);
                for (std::size_t i = 0; i < kParitySize; ++i)
                    rows[r][i] -= along * rows[before][i];
            }
        const double length = std::sqrt(dot(rows[r], rows[r]));
        for (auto& value : rows[r])
            value /= length;
    }
    return rows;
}

struct Fixed {
    std::array<std::array<double, kParitySize>, kParityClasses> means;
    Matrix rotation = randomRotation();

    Fixed()
    {
        Random random(kParityFixed, "parity/means");
        for (auto& mean : means)
            for (auto& value : mean)
                value = random.normal();
    }
};

void fillA(const Fixed& fixed, int label, Random& random, std::span<float> row)
{
    for (std::size_t i = 0; i < kParitySize; ++i)
        row[i] = float(0.34 * fixed.means[std::size_t(label)][i] + random.normal());
}

void fillV(const Fixed& fixed, int label, Random& random, std::span<float> row)
{
    const int shown = random.uniform() < 0.2 ? int(random.below(kParityClasses)) : label;
    std::array<double, kParitySize> values{};
    for (std::size_t bit = 0; bit < 3; ++bit) {
        const double sign = random.below(2) == 0 ? -1 : 1;
        values[bit] = sign;
        values[3 + bit] = (shown >> bit & 1) == 0 ? -sign : sign;
    }
    for (auto& value : values)
        value += 0.3 * random.normal();
    for (std::size_t column = 0; column < kParitySize; ++column) {
        double sum = 0;
        for (std::size_t i = 0; i < kParitySize; ++i)
            sum += values[i] * fixed.rotation[i][column];
        row[column] = float(sum);
    }
}

} // namespace

SyntheticKind parityKind()
{
    SyntheticKind kind;
    kind.name = "parity";
    kind.description = "a is easy: linear, 0.34 times a class mean plus unit noise; v is hard: three bits of "
                       "the class, each the "
                       "parity of a pair of coordinates, 20 % of the classes replaced, noise 0.3, rotated";
    kind.modalities = {{"a", ModalityKind::Features, {kParitySize}, "float32", 1, 0},
        {"v", ModalityKind::Features, {kParitySize}, "float32", 1, 0}};
    for (int c = 0; c < kParityClasses; ++c)
        kind.classNames.push_back("class " + std::to_string(c));
    kind.train = 3000;
    kind.valid = 600;
    kind.test = 3000;
    kind.isBalanced = false;
    const auto fixed = std::make_shared<const Fixed>();
    kind.fill = [fixed](int label, Random& random, const std::vector<std::span<float>>& rows) {
        fillA(*fixed, label, random, rows[0]);
        fillV(*fixed, label, random, rows[1]);
    };
    return kind;
}

} // namespace modalscope
