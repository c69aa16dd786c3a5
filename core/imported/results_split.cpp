#include "core/imported/results_split.h"

#include "core/base/text.h"
#include "core/data/feature_set.h"
#include "core/io/hdf5_dataset.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace modalscope {
namespace {

constexpr double kMostClasses = 100'000;
constexpr double kSumTolerance = 1e-3; // of probabilities in single precision

std::string atRow(std::int64_t row)
{
    return " at sample " + std::to_string(row) + " (counted from 0)";
}

std::vector<std::int64_t> allRows(std::int64_t count)
{
    std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
}

std::string countText(std::int64_t count, const std::string& one)
{
    return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

} // namespace

ResultsSplitReader::ResultsSplitReader(std::string path, const FeatureArrays& file,
    std::vector<std::string> modalities, const RunContext& context)
    : m_path(std::move(path))
    , m_file(file)
    , m_modalities(std::move(modalities))
    , m_context(context)
{ }

Error ResultsSplitReader::at(const std::string& name, const std::string& what) const
{
    return {ErrorKind::InvalidInput, m_path + ": " + printableText(name) + " " + what};
}

Error ResultsSplitReader::within(const Error& error) const
{
    return error.message.starts_with(m_path) ? error : Error{error.kind, m_path + ": " + error.message};
}

Result<std::vector<double>> ResultsSplitReader::numbers(const std::string& name, std::int64_t rows) const
{
    const auto shape = m_file.shapeOf(name);
    if (!shape)
        return within(shape.error());
    const auto& sizes = shape.value();
    if (sizes.empty() || sizes.size() > 2 || (sizes.size() == 2 && sizes[1] != 1))
        return at(name, "has the shape " + sizesText(sizes) + "; it needs one number for each sample");
    if (sizes.front() == 0)
        return at(name, "is empty; a split needs one sample or more");
    if (rows >= 0 && sizes.front() != rows)
        return at(name,
            "has " + countText(sizes.front(), "row") + ", but the split has " + countText(rows, "label")
                + "; all arrays of a split need the same samples");
    if (auto real = m_file.checkSize(name); !real)
        return within(real.error());
    auto values = m_file.list(name, allRows(sizes.front()));
    return values ? values : within(values.error());
}

Result<std::vector<int>> ResultsSplitReader::labels(const std::string& name) const
{
    const auto values = numbers(name, -1);
    if (!values)
        return values.error();
    std::vector<int> labels;
    labels.reserve(values.value().size());
    for (const double value : values.value()) {
        const auto row = atRow(std::int64_t(labels.size()));
        if (std::isfinite(value) && value != std::floor(value))
            return at(name,
                "has the label " + numberText(value) + row
                    + ": labels are numbers of classes; results of a regression cannot be imported");
        if (!(value >= 0 && value < kMostClasses))
            return at(name,
                "has the label " + numberText(value) + row
                    + "; labels must be whole numbers from 0 on, one for each class");
        labels.push_back(int(value));
    }
    return labels;
}

Result<std::vector<std::uint8_t>> ResultsSplitReader::presence(
    const std::string& name, std::int64_t samples) const
{
    const auto values = numbers(name, samples);
    if (!values)
        return values.error();
    std::vector<std::uint8_t> present;
    present.reserve(values.value().size());
    for (const double value : values.value()) {
        if (value != 0 && value != 1)
            return at(name,
                "has the value " + numberText(value) + atRow(std::int64_t(present.size()))
                    + "; it must be 1 (there) or 0 (missing)");
        present.push_back(value != 0 ? 1 : 0);
    }
    return present;
}

Result<ArrayD> ResultsSplitReader::matrix(const std::string& name, std::int64_t samples, bool isLogits,
    const std::vector<std::uint8_t>& present) const
{
    if (m_context.shouldStop())
        return Error{ErrorKind::Cancelled, "stopped"};
    m_context.report(Progress{0, 0, "reading " + printableText(name)});
    const auto shape = m_file.shapeOf(name);
    if (!shape)
        return within(shape.error());
    const auto& sizes = shape.value();
    if (sizes.size() < 2 || (isLogits && sizes.size() != 2))
        return at(name,
            "has the shape " + sizesText(sizes)
                + (isLogits ? "; it needs two axes, sample and class"
                            : "; features need two axes or more, the first being the sample"));
    if (sizes.front() != samples)
        return at(name,
            "has " + countText(sizes.front(), "row") + ", but the split has " + countText(samples, "label")
                + "; all arrays of a split need the same samples");
    if (valuesClaimed(sizes) == 0)
        return at(name, "has the shape " + sizesText(sizes) + ", samples without any value");
    if (valuesClaimed(sizes) * sizeof(float) > kMostFeatureBytes)
        return at(name,
            "takes " + sizeText(valuesClaimed(sizes) * sizeof(float)) + "; at most "
                + sizeText(kMostFeatureBytes) + " are read, leave samples out");
    if (auto real = m_file.checkSize(name); !real)
        return within(real.error());
    const auto read = m_file.features(name, allRows(samples));
    if (!read)
        return within(read.error());
    ArrayD out(read.value().shape);
    std::copy(read.value().values.begin(), read.value().values.end(), out.values.begin());
    for (std::int64_t i = 0; i < samples; ++i) {
        const auto row = out.row(i);
        if (!present.empty() && present[std::size_t(i)] == 0) {
            std::fill(row.begin(), row.end(), 0.0); // whatever stands for what is not there
            continue;
        }
        const auto bad = std::ranges::find_if(row, [](double value) { return !std::isfinite(value); });
        if (bad != row.end())
            return at(name,
                "holds " + numberText(*bad) + atRow(i)
                    + "; numbers must be finite in single precision, or presence must say that the sample "
                      "lacks the modality");
    }
    return out;
}

Result<void> ResultsSplitReader::checkClasses(const std::string& name, const ArrayD& logits)
{
    const auto classes = logits.rowSize();
    if (classes < 2)
        return at(name,
            "has one column; logits need one for each class, two or more (for two classes and one "
            "logit z: 0 and z)");
    if (m_classes == 0) {
        m_classes = int(std::min<std::int64_t>(classes, std::int64_t(kMostClasses)));
        m_classesFrom = name;
    }
    if (classes != m_classes)
        return at(name,
            "has " + std::to_string(classes) + " classes, but " + m_classesFrom + " has "
                + std::to_string(m_classes));
    return {};
}

Result<void> ResultsSplitReader::readModality(const SplitArrays& arrays, std::size_t m, Predictions& out)
{
    const auto& modality = m_modalities[m];
    const auto samples = std::int64_t(out.labels.size());
    const auto find = [&](ResultKind kind) -> const std::string* {
        const auto found = arrays.find({kind, modality});
        return found == arrays.end() ? nullptr : &found->second;
    };
    if (const auto* name = find(ResultKind::Presence)) {
        auto present = presence(*name, samples);
        if (!present)
            return present.error();
        out.presence[m] = std::move(present).value();
    }
    if (const auto* name = find(ResultKind::Logits)) {
        auto logits = matrix(*name, samples, true, out.presence[m]);
        if (!logits)
            return logits.error();
        if (auto same = checkClasses(*name, logits.value()); !same)
            return same;
        out.logits[m] = std::move(logits).value();
    }
    if (const auto* name = find(ResultKind::Features)) {
        auto features = matrix(*name, samples, false, out.presence[m]);
        if (!features)
            return features.error();
        const auto size = features.value().rowSize();
        const auto [known, isNew] = m_sizes.insert({modality, {size, *name}});
        if (!isNew && known->second.first != size)
            return at(*name,
                "has " + countText(size, "feature") + ", but " + known->second.second + " has "
                    + std::to_string(known->second.first));
        out.features[m] = std::move(features).value();
    }
    return {};
}

Result<void> ResultsSplitReader::readFused(const SplitArrays& arrays, Predictions& out)
{
    for (const auto kind : {ResultKind::Logits, ResultKind::Probabilities}) {
        const auto found = arrays.find({kind, std::string(kFusedResults)});
        if (found == arrays.end())
            continue;
        const auto& name = found->second;
        if (!out.fused.values.empty())
            return at(name, "stands beside fused logits; keep one of the two");
        auto fused = matrix(name, std::int64_t(out.labels.size()), true, {});
        if (!fused)
            return fused.error();
        if (auto same = checkClasses(name, fused.value()); !same)
            return same;
        out.fused = std::move(fused).value();
        out.fusedAreProbabilities = kind == ResultKind::Probabilities;
        for (std::int64_t i = 0; out.fusedAreProbabilities && i < out.fused.rows(); ++i) {
            const auto row = out.fused.row(i);
            const double sum = std::accumulate(row.begin(), row.end(), 0.0);
            if (*std::ranges::min_element(row) < 0 || std::abs(sum - 1) > kSumTolerance)
                return at(name,
                    "holds no probabilities" + atRow(i)
                        + ": they must be 0 or more and add up to 1; call them logits if they are");
        }
    }
    return {};
}

Result<void> ResultsSplitReader::checkLabels(const std::string& name, const Predictions& out) const
{
    const auto most = std::ranges::max_element(out.labels);
    if (m_classes == 0 || *most < m_classes)
        return {};
    return at(name,
        "has the label " + std::to_string(*most) + atRow(most - out.labels.begin()) + ", but " + m_classesFrom
            + " has " + std::to_string(m_classes) + " classes, numbered from 0");
}

Result<void> ResultsSplitReader::checkAnyPresent(const std::string& name, const Predictions& out) const
{
    for (std::size_t i = 0; i < out.labels.size(); ++i)
        if (std::ranges::all_of(
                out.presence, [i](const auto& column) { return !column.empty() && column[i] == 0; }))
            return at(name,
                "says of every modality that it is missing" + atRow(std::int64_t(i))
                    + "; leave the sample out");
    return {};
}

Result<Predictions> ResultsSplitReader::read(const SplitArrays& arrays)
{
    Predictions out;
    const auto& name = arrays.at({ResultKind::Labels, {}});
    auto classes = labels(name);
    if (!classes)
        return classes.error();
    out.labels = std::move(classes).value();
    out.modalities = m_modalities;
    out.logits.resize(m_modalities.size());
    out.features.resize(m_modalities.size());
    out.presence.resize(m_modalities.size());
    for (std::size_t m = 0; m < m_modalities.size(); ++m)
        if (auto done = readModality(arrays, m, out); !done)
            return done.error();
    if (auto done = readFused(arrays, out); !done)
        return done.error();
    if (auto good = checkLabels(name, out); !good)
        return good.error();
    const auto shown = std::ranges::find_if(
        arrays, [](const auto& one) { return one.first.first == ResultKind::Presence; });
    if (shown != arrays.end())
        if (auto good = checkAnyPresent(shown->second, out); !good)
            return good.error();
    return out;
}

} // namespace modalscope
