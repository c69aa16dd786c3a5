#include "core/store/run_index.h"

#include "core/base/sha256.h"
#include "core/base/version.h"
#include "core/config/binary_options.h"

#include <functional>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

constexpr std::array kStampedFiles{"experiment.json", "environment.json", "status.json", "metrics.json"};

/// Every option that any kind has: an index that was written with other fields cannot be read.
std::string fieldList()
{
    std::string text = toJson(RunOrigin()).dump() + toJson(RunStatus()).dump();
    const auto add = [&](const auto& kinds, auto set) {
        for (const auto& kind : kinds) {
            Experiment experiment;
            experiment.encoders["*"] = {};
            set(experiment, kind.value);
            text += toJson(experiment).dump();
        }
    };
    add(choices(MethodKind()), [](Experiment& e, MethodKind kind) { e.method.kind = kind; });
    add(choices(Hgm()), [](Experiment& e, Hgm hgm) { e.method.mla.hgm = hgm; });
    add(choices(HgmAlpha()), [](Experiment& e, HgmAlpha kind) { e.method.mla.alphaKind = kind; });
    add(choices(MlaFusion()), [](Experiment& e, MlaFusion kind) { e.method.mla.fusion = kind; });
    add(choices(OptimizerKind()), [](Experiment& e, OptimizerKind kind) { e.train.optimizer = kind; });
    add(choices(ScheduleKind()), [](Experiment& e, ScheduleKind kind) { e.train.schedule.kind = kind; });
    add(choices(EncoderKind()), [](Experiment& e, EncoderKind kind) { e.encoders["*"].kind = kind; });
    add(choices(MissingProtocol()), [](Experiment& e, MissingProtocol kind) { e.missing.protocol = kind; });
    return text;
}

const std::string& header()
{
    static const std::string text
        = "modalscope run index\n" + programVersion() + "\n" + sha256Hex(fieldList()) + "\n";
    return text;
}

std::string checksum(std::string_view payload)
{
    return std::to_string(std::hash<std::string_view>()(payload)) + "\n";
}

void writeStamps(BinaryWriter& writer, const RunIndex::Stamps& stamps)
{
    for (const auto& stamp : stamps.files) {
        writer.write(stamp.device);
        writer.write(stamp.inode);
        writer.write(stamp.size);
        writer.write(stamp.changed);
    }
}

void readStamps(BinaryReader& reader, RunIndex::Stamps& stamps)
{
    for (auto& stamp : stamps.files) {
        reader.read(stamp.device);
        reader.read(stamp.inode);
        reader.read(stamp.size);
        reader.read(stamp.changed);
    }
}

/// Lists of paths are written once, where they first occur.
class PathLists {
public:
    void write(BinaryWriter& writer, const RunMetrics& metrics)
    {
        const auto [place, isNew]
            = m_written.emplace(metrics.sharedPaths().get(), std::uint32_t(m_written.size()));
        writer.write(place->second);
        if (isNew)
            writer.write(*metrics.sharedPaths());
    }

    std::shared_ptr<const std::vector<std::string>> read(BinaryReader& reader)
    {
        std::uint32_t index = 0;
        reader.read(index);
        if (index == m_read.size()) {
            std::vector<std::string> paths;
            reader.read(paths);
            m_read.push_back(std::make_shared<const std::vector<std::string>>(std::move(paths)));
        }
        return reader.isGood() && index < m_read.size() ? m_read[index] : nullptr;
    }

private:
    std::unordered_map<const void*, std::uint32_t> m_written;
    std::vector<std::shared_ptr<const std::vector<std::string>>> m_read;
};

void writeMetrics(BinaryWriter& writer, PathLists& lists, const RunMetrics& metrics)
{
    writer.write(!metrics.isNull());
    if (metrics.isNull())
        return;
    lists.write(writer, metrics);
    writer.write(metrics.epoch());
    writer.write(metrics.parameters());
    for (const auto& number : metrics.numbers())
        for (const double part : {number.value, number.low, number.high})
            writer.write(part);
}

bool readMetrics(BinaryReader& reader, PathLists& lists, RunMetrics& metrics)
{
    bool isThere = false;
    reader.read(isThere);
    if (!isThere)
        return reader.isGood();
    const auto paths = lists.read(reader);
    if (!paths)
        return false;
    int epoch = 0;
    std::int64_t parameters = 0;
    reader.read(epoch);
    reader.read(parameters);
    std::vector<RunMetrics::Number> numbers(paths->size());
    for (auto& number : numbers)
        for (double* part : {&number.value, &number.low, &number.high})
            reader.read(*part);
    metrics = RunMetrics::fromParts(paths, std::move(numbers), epoch, parameters);
    return reader.isGood();
}

} // namespace

RunIndex::RunIndex(const fs::path& root)
    : m_file(root / "index.cache")
    , m_runs(root / "runs")
{
    read();
}

RunIndex::Stamps RunIndex::stampsOf(const fs::path& folder)
{
    Stamps stamps;
    for (std::size_t i = 0; i < kStampedFiles.size(); ++i)
        if (const auto stamp = readFileStamp(folder / kStampedFiles[i]))
            stamps.files[i] = stamp.value();
    return stamps;
}

const StoredRun* RunIndex::find(const fs::path& folder, const Stamps& stamps)
{
    const auto found = m_entries.find(folder.filename().string());
    if (found == m_entries.end() || found->second.stamps != stamps)
        return nullptr;
    auto& entry = found->second;
    entry.isUsed = true;
    entry.run.condition = conditionOf(entry.run.status);
    return &entry.run;
}

void RunIndex::put(const StoredRun& run, const Stamps& stamps)
{
    m_entries[run.folder.filename().string()] = {run, stamps, true};
    m_isChanged = true;
}

void RunIndex::read()
{
    const auto text = readFile(m_file);
    if (!text || !text.value().starts_with(header()))
        return;
    auto rest = std::string_view(text.value()).substr(header().size());
    const auto line = rest.find('\n');
    if (line == std::string_view::npos || rest.substr(0, line + 1) != checksum(rest.substr(line + 1)))
        return;
    BinaryReader reader(rest.substr(line + 1));
    PathLists lists;
    while (!reader.isAtEnd()) {
        std::string name;
        Entry entry;
        reader.read(name);
        readStamps(reader, entry.stamps);
        reader.read(entry.run.experiment);
        reader.read(entry.run.origin);
        reader.read(entry.run.status);
        if (!readMetrics(reader, lists, entry.run.metrics)) {
            m_entries.clear();
            return;
        }
        entry.run.folder = m_runs / name;
        m_entries.emplace(std::move(name), std::move(entry));
    }
}

void RunIndex::save()
{
    const auto dropped = std::erase_if(m_entries, [](const auto& one) { return !one.second.isUsed; });
    if (!m_isChanged && dropped == 0)
        return;
    std::string payload;
    BinaryWriter writer(payload);
    PathLists lists;
    for (const auto& [name, entry] : m_entries) {
        writer.write(name);
        writeStamps(writer, entry.stamps);
        writer.write(entry.run.experiment);
        writer.write(entry.run.origin);
        writer.write(entry.run.status);
        writeMetrics(writer, lists, entry.run.metrics);
    }
    (void)writeFileAtomically(m_file, header() + checksum(payload) + payload, Durability::Process);
    m_isChanged = false;
}

} // namespace modalscope
