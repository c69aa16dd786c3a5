#include "core/store/run_arrays.h"

#include "core/base/atomic_file.h"
#include "core/io/hdf5_attribute.h"
#include "core/io/hdf5_dataset.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <optional>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

template <class T>
Result<void> writeArray(const Hdf5File& file, const std::string& path, ElementType type, const Shape& shape,
    const std::vector<T>& values)
{
    const auto dataset = Hdf5Dataset::create(file, path, type, shape, /*pack=*/true);
    if (!dataset)
        return dataset.error();
    return dataset.value().writeRows(0, shape.front(), std::as_bytes(std::span(values)));
}

Result<void> writeScores(const Hdf5File& file, const std::string& path, const ArrayD& scores)
{
    const std::vector<float> values(scores.values.begin(), scores.values.end());
    return writeArray(file, path, ElementType::Float32, scores.shape, values);
}

/// One array per modality in a group of its own; empty ones are not written.
Result<void> writePerModality(const Hdf5File& file, const std::string& group,
    const std::vector<std::string>& modalities, const std::vector<ArrayD>& arrays)
{
    if (auto made = file.makeGroup(group); !made)
        return made;
    for (std::size_t m = 0; m < arrays.size(); ++m)
        if (!arrays[m].values.empty())
            if (auto written = writeScores(file, group + "/" + modalities[m], arrays[m]); !written)
                return written;
    return {};
}

Result<void> writeCommon(const Hdf5File& file, const std::string& group, const Predictions& predictions)
{
    if (auto made = file.makeGroup(group); !made)
        return made;
    const std::span<const std::string> names(predictions.modalities);
    if (auto written = writeAttribute(file, group, "modalities", names); !written)
        return written;
    return writeArray(file, group + "/labels", ElementType::Int32, {std::int64_t(predictions.labels.size())},
        predictions.labels);
}

Result<void> writeSplitPredictions(
    const Hdf5File& file, const std::string& group, const Predictions& predictions)
{
    if (auto written = writeCommon(file, group, predictions); !written)
        return written;
    if (auto written = writePerModality(file, group + "/logits", predictions.modalities, predictions.logits);
        !written)
        return written;
    if (!predictions.fused.values.empty()) {
        if (auto written = writeScores(file, group + "/fused", predictions.fused); !written)
            return written;
        const int probabilities = predictions.fusedAreProbabilities ? 1 : 0;
        if (auto written = writeAttribute(file, group + "/fused", "probabilities", probabilities); !written)
            return written;
    }
    if (auto made = file.makeGroup(group + "/presence"); !made)
        return made;
    for (std::size_t m = 0; m < predictions.presence.size(); ++m) {
        const auto& present = predictions.presence[m];
        const auto path = group + "/presence/" + predictions.modalities[m];
        if (!present.empty())
            if (auto written
                = writeArray(file, path, ElementType::Uint8, {std::int64_t(present.size())}, present);
                !written)
                return written;
    }
    return {};
}

Result<void> writeSplitFeatures(
    const Hdf5File& file, const std::string& group, const Predictions& predictions)
{
    if (auto written = writeCommon(file, group, predictions); !written)
        return written;
    return writePerModality(file, group + "/features", predictions.modalities, predictions.features);
}

using WriteSplit = std::function<Result<void>(const Hdf5File&, const std::string&, const Predictions&)>;

Result<void> writeSplits(
    const fs::path& path, const std::map<std::string, Predictions>& bySplit, const WriteSplit& writeSplit)
{
    return writeFileAtomically(path, [&](const fs::path& beside) -> Result<void> {
        auto file = Hdf5File::create(beside);
        if (!file)
            return file.error();
        for (const auto& [name, predictions] : bySplit)
            if (auto written = writeSplit(file.value(), "/" + name, predictions); !written)
                return written;
        return file.value().close();
    });
}

/// Reads the arrays of one split; remembers the first error, after which everything is empty.
class SplitReader {
public:
    SplitReader(const Hdf5File& file, std::string group)
        : m_file(file)
        , m_group(std::move(group))
    { }

    const std::optional<Error>& error() const { return m_error; }

    std::vector<std::string> modalities()
    {
        const auto attributes = keep(readAttributes(m_file, m_group));
        const auto found = std::ranges::find(attributes, "modalities", &Hdf5Attribute::name);
        return found == attributes.end() ? std::vector<std::string>() : found->texts;
    }

    bool isProbabilities()
    {
        const auto attributes = keep(readAttributes(m_file, m_group + "/fused"));
        const auto found = std::ranges::find(attributes, "probabilities", &Hdf5Attribute::name);
        return found != attributes.end() && !found->numbers.empty() && found->numbers.front() != 0;
    }

    bool has(const std::string& folder, const std::string& name)
    {
        const auto members = keep(m_file.members(m_group + folder));
        return std::ranges::find(members, name, &Hdf5Member::name) != members.end();
    }

    std::vector<int> labels()
    {
        const auto raw = bytes("/labels", ElementType::Int32, 1, -1);
        std::vector<int> values(raw.size() / sizeof(int));
        std::memcpy(values.data(), raw.data(), raw.size());
        return values;
    }

    std::vector<std::uint8_t> presence(const std::string& name, std::int64_t rows)
    {
        const auto raw = bytes("/presence/" + name, ElementType::Uint8, 1, rows);
        std::vector<std::uint8_t> values(raw.size());
        std::memcpy(values.data(), raw.data(), raw.size());
        return values;
    }

    ArrayD scores(const std::string& name, std::int64_t rows)
    {
        const auto raw = bytes(name, ElementType::Float32, 2, rows);
        ArrayD array(m_error ? Shape{0} : m_shape);
        if (!m_error)
            toDoubles(raw, ElementType::Float32, array.values);
        return array;
    }

private:
    template <class T>
    T keep(Result<T> result)
    {
        if (result)
            return std::move(result).value();
        if (!m_error)
            m_error = result.error();
        return {};
    }

    /// `rows` below 0: any number.
    std::vector<std::byte> bytes(
        const std::string& name, ElementType type, std::size_t rank, std::int64_t rows)
    {
        const auto dataset
            = m_error ? Result<Hdf5Dataset>(*m_error) : Hdf5Dataset::open(m_file, m_group + name);
        auto good = dataset ? dataset.value().checkStorage() : Result<void>(dataset.error());
        if (good) {
            const auto& info = dataset.value().info();
            if (!info.type.isNumber() || info.type.element != type || info.shape.size() != rank
                || (rows >= 0 && info.shape.front() != rows))
                good = dataset.value().error(
                    ErrorKind::Format, "is not what a run writes; the file is damaged");
        }
        std::vector<std::byte> raw;
        if (good) {
            m_shape = dataset.value().info().shape;
            raw.resize(std::size_t(elementCount(m_shape)) * elementSize(type));
            good = dataset.value().readRows(0, m_shape.front(), raw);
        }
        if (!good && !m_error)
            m_error = good.error();
        return good ? raw : std::vector<std::byte>();
    }

    const Hdf5File& m_file;
    std::string m_group;
    Shape m_shape; // of what was read last
    std::optional<Error> m_error;
};

Result<Predictions> readSplitPredictions(const Hdf5File& file, const std::string& group)
{
    SplitReader reader(file, group);
    Predictions predictions;
    predictions.modalities = reader.modalities();
    predictions.labels = reader.labels();
    const auto rows = std::int64_t(predictions.labels.size());
    for (const auto& name : predictions.modalities) {
        predictions.logits.push_back(
            reader.has("/logits", name) ? reader.scores("/logits/" + name, rows) : ArrayD());
        predictions.presence.push_back(
            reader.has("/presence", name) ? reader.presence(name, rows) : std::vector<std::uint8_t>());
    }
    if (reader.has("", "fused")) {
        predictions.fused = reader.scores("/fused", rows);
        predictions.fusedAreProbabilities = reader.isProbabilities();
    }
    if (reader.error())
        return *reader.error();
    return predictions;
}

} // namespace

Result<void> writePredictions(const fs::path& path, const std::map<std::string, Predictions>& bySplit)
{
    return writeSplits(path, bySplit, writeSplitPredictions);
}

Result<void> writeFeatures(const fs::path& path, const std::map<std::string, Predictions>& bySplit)
{
    return writeSplits(path, bySplit, writeSplitFeatures);
}

Result<std::map<std::string, Predictions>> readPredictions(const fs::path& path)
{
    const auto file = Hdf5File::open(path);
    if (!file)
        return file.error();
    const auto members = file.value().members("/");
    if (!members)
        return members.error();
    std::map<std::string, Predictions> bySplit;
    for (const auto& member : members.value()) {
        auto predictions = readSplitPredictions(file.value(), "/" + member.name);
        if (!predictions)
            return predictions.error();
        bySplit[member.name] = std::move(predictions).value();
    }
    return bySplit;
}

Result<void> readFeatures(const fs::path& path, std::map<std::string, Predictions>& bySplit)
{
    const auto file = Hdf5File::open(path);
    if (!file)
        return file.error();
    for (auto& [name, predictions] : bySplit) {
        SplitReader reader(file.value(), "/" + name);
        if (reader.labels() != predictions.labels && !reader.error())
            return file.value().error(ErrorKind::Format, "/" + name,
                "has other labels than the predictions; the files are not of one run");
        std::vector<ArrayD> features;
        for (const auto& modality : predictions.modalities)
            features.push_back(reader.has("/features", modality)
                    ? reader.scores("/features/" + modality, std::int64_t(predictions.labels.size()))
                    : ArrayD());
        if (reader.error())
            return *reader.error();
        predictions.features = std::move(features);
    }
    return {};
}

} // namespace modalscope
