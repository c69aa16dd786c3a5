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
    RunOrigin imported;
    imported.library = kImportedLibrary;
    std::string text = toJson(imported).dump() + toJson(RunStatus()).dump();
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
    const auto setNetwork = [](Experiment& e) -> MethodOptions& {
        e.method.kind = MethodKind::Network;
        return e.method;
    };
    add(choices(NetworkKind()), [&](Experiment& e, NetworkKind kind) { setNetwork(e).network.kind = kind; });
    add(choices(TaskLoss()), [&](Experiment& e, TaskLoss loss) { setNetwork(e).loss = loss; });
    add(choices(OptimizerKind()), [](Experiment& e, OptimizerKind kind) { e.train.optimizer = kind; });
    add(choices(ScheduleKind()), [](Experiment& e, ScheduleKind kind) {
        e.train.schedule.kind = kind;
        e.train.schedule.warmupEpochs = 1;
        e.train.augment = true;
    });
    add(choices(EncoderKind()), [](Experiment& e, EncoderKind kind) { e.encoders["*"].kind = kind; });
    add(choices(MissingProtocol()), [](Experiment& e, MissingProtocol kind) { e.missing.protocol = kind; });
    return text;
}

const std::string& header()
{
    static const std::string text
        = "modalscope run index 2\n" + programVersion() + "\n" + sha256Hex(fieldList()) + "\n";
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

void writeMetrics(BinaryWriter& writer, std::uint32_t list, const RunMetrics& metrics)
{
    writer.write(!metrics.isNull());
    if (metrics.isNull())
        return;
    writer.write(list);
    writer.write(metrics.epoch());
    writer.write(metrics.parameters());
    for (const auto& number : metrics.numbers())
        for (const double part : {number.value, number.low, number.high})
            writer.write(part);
}

RunMetrics readMetrics(BinaryReader& reader, const std::vector<RunIndex::Paths>& lists)
{
    bool isThere = false;
    reader.read(isThere);
    if (!isThere)
        return {};
    std::uint32_t list = 0;
    int epoch = 0;
    std::int64_t parameters = 0;
    reader.read(list);
    reader.read(epoch);
    reader.read(parameters);
    if (list >= lists.size())
        return {};
    std::vector<RunMetrics::Number> numbers(lists[list]->size());
    for (auto& number : numbers)
        for (double* part : {&number.value, &number.low, &number.high})
            reader.read(*part);
    return RunMetrics::fromParts(lists[list], std::move(numbers), epoch, parameters);
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

std::optional<StoredRun> RunIndex::find(const fs::path& folder, const Stamps& stamps)
{
    const auto found = m_entries.find(folder.filename().string());
    if (found == m_entries.end() || found->second.stamps != stamps)
        return std::nullopt;
    BinaryReader reader(found->second.run);
    StoredRun run;
    reader.read(run.experiment);
    reader.read(run.origin);
    reader.read(run.status);
    run.metrics = readMetrics(reader, m_lists);
    if (!reader.isGood() || !reader.isAtEnd())
        return std::nullopt;
    found->second.isUsed = true;
    run.folder = m_runs / found->first;
    run.condition = conditionOf(run.status);
    return run;
}

void RunIndex::put(const StoredRun& run, const Stamps& stamps)
{
    std::string bytes;
    BinaryWriter writer(bytes);
    writer.write(run.experiment);
    writer.write(run.origin);
    writer.write(run.status);
    writeMetrics(writer, run.metrics.isNull() ? 0 : listOf(run.metrics), run.metrics);
    const auto& kept = m_added.emplace_back(std::move(bytes));
    m_entries[run.folder.filename().string()] = {kept, stamps, true};
    m_isChanged = true;
}

std::uint32_t RunIndex::listOf(const RunMetrics& metrics)
{
    const auto& paths = metrics.sharedPaths();
    const auto [place, isNew] = m_listNumbers.emplace(paths.get(), std::uint32_t(m_lists.size()));
    if (isNew)
        m_lists.push_back(paths);
    return place->second;
}

void RunIndex::read()
{
    auto text = readFile(m_file);
    if (!text || !text.value().starts_with(header()))
        return;
    m_text = std::move(text).value();
    auto rest = std::string_view(m_text).substr(header().size());
    const auto line = rest.find('\n');
    if (line == std::string_view::npos || rest.substr(0, line + 1) != checksum(rest.substr(line + 1)))
        return;
    BinaryReader reader(rest.substr(line + 1));
    std::vector<std::vector<std::string>> lists;
    reader.read(lists);
    for (auto& list : lists) {
        m_lists.push_back(std::make_shared<const std::vector<std::string>>(std::move(list)));
        m_listNumbers.emplace(m_lists.back().get(), std::uint32_t(m_lists.size() - 1));
    }
    while (reader.isGood() && !reader.isAtEnd()) {
        std::string name;
        Entry entry;
        reader.read(name);
        readStamps(reader, entry.stamps);
        entry.run = reader.readBytes();
        m_entries.emplace(std::move(name), entry);
    }
    if (!reader.isGood())
        m_entries.clear();
}

void RunIndex::save()
{
    const auto dropped = std::erase_if(m_entries, [](const auto& one) { return !one.second.isUsed; });
    if (!m_isChanged && dropped == 0)
        return;
    std::string payload;
    BinaryWriter writer(payload);
    std::vector<std::vector<std::string>> lists;
    for (const auto& list : m_lists)
        lists.push_back(*list);
    writer.write(lists);
    for (const auto& [name, entry] : m_entries) {
        writer.write(name);
        writeStamps(writer, entry.stamps);
        writer.writeBytes(entry.run);
    }
    (void)writeFileAtomically(m_file, header() + checksum(payload) + payload, Durability::Process);
    m_isChanged = false;
}

} // namespace modalscope
