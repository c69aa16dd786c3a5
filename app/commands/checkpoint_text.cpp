#include "app/commands/checkpoint_text.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace modalscope {
namespace {

constexpr std::size_t kShownFacts = 40; // in text; JSON has all
constexpr std::size_t kShownDiffs = 20;
constexpr std::size_t kLongestFact = 100;

/// Columns of text side by side, the first to the left, the others to the right.
class TextColumns {
public:
    void add(std::vector<std::string> cells) { m_rows.push_back(std::move(cells)); }

    std::string text() const
    {
        std::vector<std::size_t> widths;
        for (const auto& row : m_rows)
            for (std::size_t c = 0; c < row.size(); ++c) {
                widths.resize(std::max(widths.size(), c + 1));
                widths[c] = std::max(widths[c], width(row[c]));
            }
        std::string lines;
        for (const auto& row : m_rows) {
            std::string line = " ";
            for (std::size_t c = 0; c < row.size(); ++c) {
                const std::string space(widths[c] - width(row[c]), ' ');
                line += " " + (c < 2 ? row[c] + space : " " + space + row[c]);
            }
            lines += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
        }
        return lines;
    }

private:
    static std::size_t width(const std::string& text)
    {
        return std::size_t(std::ranges::count_if(text, [](unsigned char c) { return (c & 0xc0) != 0x80; }));
    }

    std::vector<std::vector<std::string>> m_rows;
};

std::string briefly(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

std::string counted(std::size_t count, const char* what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string typeText(const TensorEntry& entry)
{
    std::string text = toText(entry.type) + " [";
    for (std::size_t i = 0; i < entry.shape.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(entry.shape[i]);
    return text + "]";
}

struct PartSize {
    std::int64_t tensors = 0, values = 0;
    std::uint64_t bytes = 0;
};

std::map<CheckpointPart, PartSize> partSizes(const Checkpoint& checkpoint)
{
    std::map<CheckpointPart, PartSize> sizes;
    for (const auto& tensor : checkpoint.tensors) {
        auto& size = sizes[tensor.part];
        ++size.tensors;
        size.values += elementCountOf(entryOf(checkpoint, tensor));
        size.bytes += byteCount(entryOf(checkpoint, tensor));
    }
    return sizes;
}

std::string branchLines(const CheckpointReport& report)
{
    std::int64_t all = 0;
    for (const auto& branch : report.branches)
        all += branch.values;
    TextColumns columns;
    std::vector<std::string> header{"branch", "kind", "tensors", "parameters", "share", "bytes"};
    if (!report.sizes.empty())
        header.insert(header.end(), {"norm", "RMS", "NaN", "infinite"});
    columns.add(header);
    for (std::size_t b = 0; b < report.branches.size(); ++b) {
        const auto& branch = report.branches[b];
        std::vector<std::string> row{branch.name, labelOf(branch.kind), std::to_string(branch.tensors.size()),
            std::to_string(branch.values),
            all > 0 ? fixedText(100 * double(branch.values) / double(all), 2) + " %" : "",
            sizeText(double(branch.bytes))};
        if (!report.sizes.empty()) {
            const auto& size = report.sizes[b];
            row.insert(row.end(),
                {briefly(size.norm), briefly(size.rootMeanSquare), std::to_string(size.nan),
                    std::to_string(size.infinite)});
        }
        columns.add(std::move(row));
    }
    return columns.text();
}

nlohmann::json tensorJson(const Checkpoint& checkpoint, const CheckpointTensor& tensor)
{
    const auto& entry = entryOf(checkpoint, tensor);
    return {{"name", tensor.name}, {"layer", tensor.layer}, {"part", toText(tensor.part)},
        {"type", toText(entry.type)}, {"shape", entry.shape}, {"bytes", byteCount(entry)},
        {"learned", isLearned(checkpoint, tensor)}};
}

} // namespace

std::string checkpointText(const CheckpointReport& report)
{
    const auto& checkpoint = *report.checkpoint;
    auto text = checkpoint.path.string() + "\n" + labelOf(checkpoint.file.format)
        + (checkpoint.isOurs ? " of ModalScope, " : ", ") + counted(checkpoint.tensors.size(), "tensor")
        + "\n";
    TextColumns parts;
    parts.add({"part", "", "tensors", "values", "bytes"});
    for (const auto& [part, size] : partSizes(checkpoint))
        parts.add({labelOf(part), "", std::to_string(size.tensors), std::to_string(size.values),
            sizeText(double(size.bytes))});
    text += parts.text();
    const bool isGuessed = std::ranges::any_of(report.branches, &Branch::isGuessed);
    if (!report.branches.empty())
        text += std::string("branches") + (isGuessed ? ", guessed from the names of layers" : "") + "\n"
            + branchLines(report);
    if (!checkpoint.file.code.empty())
        text += counted(checkpoint.file.code.size(), "file") + " of code, which is never run\n";
    if (!checkpoint.facts.empty())
        text += "stored beside the tensors\n";
    for (std::size_t i = 0; i < std::min(kShownFacts, checkpoint.facts.size()); ++i) {
        const auto& [name, value] = checkpoint.facts[i];
        const auto said = printableText(value);
        text += "  " + name + " = " + said.substr(0, kLongestFact)
            + (said.size() > kLongestFact ? " ..." : "") + "\n";
    }
    if (checkpoint.facts.size() > kShownFacts)
        text += "  and " + std::to_string(checkpoint.facts.size() - kShownFacts) + " more: --json has all\n";
    if (!report.hasTensors)
        return text;
    TextColumns tensors;
    for (const auto& tensor : checkpoint.tensors)
        tensors.add({tensor.name, typeText(entryOf(checkpoint, tensor)), labelOf(tensor.part),
            sizeText(double(byteCount(entryOf(checkpoint, tensor))))});
    return text + "tensors\n" + tensors.text();
}

nlohmann::json checkpointJson(const CheckpointReport& report)
{
    const auto& checkpoint = *report.checkpoint;
    nlohmann::json json{{"path", checkpoint.path.string()}, {"format", toText(checkpoint.file.format)},
        {"ours", checkpoint.isOurs}, {"modalities", checkpoint.modalities},
        {"parts", nlohmann::json::object()}, {"branches", nlohmann::json::array()},
        {"facts", nlohmann::json::array()}};
    for (const auto& [part, size] : partSizes(checkpoint))
        json["parts"][toText(part)]
            = {{"tensors", size.tensors}, {"values", size.values}, {"bytes", size.bytes}};
    for (std::size_t b = 0; b < report.branches.size(); ++b) {
        const auto& branch = report.branches[b];
        nlohmann::json one{{"name", branch.name}, {"kind", toText(branch.kind)},
            {"tensors", branch.tensors.size()}, {"parameters", branch.values}, {"bytes", branch.bytes},
            {"guessed", branch.isGuessed}};
        if (!report.sizes.empty()) {
            const auto& size = report.sizes[b];
            one.update({{"norm", size.norm}, {"rms", size.rootMeanSquare}, {"nan", size.nan},
                {"infinite", size.infinite}});
        }
        json["branches"].push_back(std::move(one));
    }
    for (const auto& [name, text] : checkpoint.facts)
        json["facts"].push_back({{"name", name}, {"text", text}});
    for (const auto& entry : checkpoint.file.code)
        json["code"].push_back(entry.name);
    for (const auto& tensor : checkpoint.tensors)
        if (report.hasTensors)
            json["tensors"].push_back(tensorJson(checkpoint, tensor));
    return json;
}

std::string tensorReportText(const TensorReport& report)
{
    const auto& [summary, histogram] = report.look;
    auto text = "values of " + report.name + "\n  " + std::to_string(summary.count) + " values, mean "
        + briefly(summary.mean) + ", SD " + briefly(summary.deviation) + ", from " + briefly(summary.lowest)
        + " to " + briefly(summary.highest) + ", norm " + briefly(summary.norm) + "\n  zeros "
        + fixedText(100 * summary.sparsity(), 2) + " %, NaN " + std::to_string(summary.nan) + ", infinite "
        + std::to_string(summary.infinite) + "\n";
    const auto& counts = histogram.counts;
    const auto most = counts.empty() ? 0 : *std::ranges::max_element(counts);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto at = [&](std::size_t edge) {
            const double share = double(edge) / double(counts.size());
            return briefly((1 - share) * histogram.lowest + share * histogram.highest);
        };
        const auto label = at(i) + " to " + at(i + 1);
        text += "  " + label + std::string(label.size() < 24 ? 24 - label.size() : 1, ' ')
            + std::string(std::size_t(most > 0 ? 40 * counts[i] / most : 0), '#') + " "
            + std::to_string(counts[i]) + "\n";
    }
    if (report.spectrum)
        text += "  singular values of " + std::to_string(report.spectrum->rows) + " by "
            + std::to_string(report.spectrum->columns) + ": largest "
            + briefly(report.spectrum->values.front()) + ", smallest "
            + briefly(report.spectrum->values.back()) + ", effective rank "
            + briefly(report.spectrum->effectiveRank) + ", stable rank "
            + briefly(report.spectrum->stableRank) + "\n";
    return text;
}

nlohmann::json tensorReportJson(const TensorReport& report)
{
    const auto& [summary, histogram] = report.look;
    nlohmann::json json{{"name", report.name}, {"count", summary.count}, {"nan", summary.nan},
        {"infinite", summary.infinite}, {"zero", summary.zero}, {"mean", summary.mean},
        {"deviation", summary.deviation}, {"lowest", summary.lowest}, {"highest", summary.highest},
        {"norm", summary.norm}, {"sparsity", summary.sparsity()},
        {"histogram",
            {{"lowest", histogram.lowest}, {"highest", histogram.highest}, {"counts", histogram.counts}}}};
    if (report.spectrum)
        json["spectrum"] = {{"rows", report.spectrum->rows}, {"columns", report.spectrum->columns},
            {"values", report.spectrum->values}, {"effective_rank", report.spectrum->effectiveRank},
            {"stable_rank", report.spectrum->stableRank}};
    return json;
}

std::string diffText(const Checkpoint& second, const CheckpointDiff& diff, bool hasTensors)
{
    auto text = "against " + second.path.string() + "\n";
    if (!diff.recognised.empty())
        text += "  " + diff.recognised + "\n";
    std::map<TensorChange, std::size_t> counts;
    for (const auto& tensor : diff.tensors)
        ++counts[tensor.change];
    for (const auto& [change, count] : counts)
        text += "  " + counted(count, "tensor") + ": " + labelOf(change) + "\n";
    TextColumns branches;
    branches.add({"branch", "kind", "compared", "changed", "distance", "relative", "cosine"});
    for (const auto& branch : diff.branches)
        if (branch.compared > 0)
            branches.add({branch.name, labelOf(branch.kind), std::to_string(branch.compared),
                std::to_string(branch.changed), briefly(branch.distance), briefly(branch.relative),
                fixedText(branch.cosine, 4)});
    text += branches.text();
    std::vector<const TensorDiff*> shown;
    for (const auto& tensor : diff.tensors)
        if (tensor.change != TensorChange::Equal)
            shown.push_back(&tensor);
    std::ranges::stable_sort(shown, std::greater<>(), [](const auto* one) { return one->relativeL2; });
    const auto most = hasTensors ? shown.size() : std::min(shown.size(), kShownDiffs);
    TextColumns tensors;
    for (std::size_t i = 0; i < most; ++i) {
        const bool hasNumbers = shown[i]->change == TensorChange::Values;
        tensors.add(
            {shown[i]->layer, labelOf(shown[i]->change), hasNumbers ? briefly(shown[i]->relativeL2) : "",
                hasNumbers ? fixedText(shown[i]->cosine, 4) : ""});
    }
    text += (most > 0 ? "  tensors that moved most: relative L2, cosine\n" : "") + tensors.text();
    if (most < shown.size())
        text += "  and " + std::to_string(shown.size() - most) + " more: --tensors lists all\n";
    return text;
}

nlohmann::json diffJson(const Checkpoint& second, const CheckpointDiff& diff)
{
    nlohmann::json json{{"path", second.path.string()}, {"recognised", diff.recognised},
        {"tensors", nlohmann::json::array()}, {"branches", nlohmann::json::array()}};
    for (const auto& tensor : diff.tensors) {
        nlohmann::json one{{"layer", tensor.layer}, {"change", toText(tensor.change)}};
        if (tensor.change == TensorChange::Values || tensor.change == TensorChange::Equal)
            one.update({{"relative_l2", tensor.relativeL2}, {"cosine", tensor.cosine}});
        if (!tensor.why.empty())
            one["why"] = tensor.why;
        json["tensors"].push_back(std::move(one));
    }
    for (const auto& branch : diff.branches)
        json["branches"].push_back({{"name", branch.name}, {"kind", toText(branch.kind)},
            {"distance", branch.distance}, {"relative", branch.relative}, {"cosine", branch.cosine},
            {"compared", branch.compared}, {"changed", branch.changed}});
    return json;
}

std::string matrixText(const CheckpointMatrix& matrix)
{
    const auto count = matrix.names.size();
    std::string text = "relative L2 between all, row by column\n";
    TextColumns columns;
    std::vector<std::string> header{"", ""};
    for (std::size_t i = 0; i < count; ++i)
        header.push_back(std::to_string(i + 1));
    columns.add(header);
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<std::string> row{std::to_string(i + 1), matrix.names[i]};
        for (std::size_t j = 0; j < count; ++j)
            row.push_back(briefly(matrix.relativeL2.front()[i * count + j]));
        columns.add(std::move(row));
    }
    return text + columns.text();
}

nlohmann::json matrixJson(const CheckpointMatrix& matrix)
{
    return {{"names", matrix.names}, {"branches", matrix.branches}, {"relative_l2", matrix.relativeL2},
        {"cosine", matrix.cosine}};
}

} // namespace modalscope
