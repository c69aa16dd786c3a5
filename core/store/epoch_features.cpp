#include "core/store/epoch_features.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/io/hdf5_attribute.h"
#include "core/store/array_group.h"
#include "core/store/run_manifest.h"

#include <algorithm>
#include <charconv>

namespace modalscope {
namespace {

constexpr std::string_view kEpochFile = "features-epoch-", kEpochEnding = ".h5";

Result<void> writeKept(const Hdf5File& file, const std::string& group, const KeptFeatures& kept)
{
    for (const char* folder : {"", "/features", "/presence"})
        if (auto made = file.makeGroup(group + folder); !made)
            return made;
    const auto& names = kept.said.modalities;
    if (auto written = writeAttribute(file, group, "modalities", std::span<const std::string>(names));
        !written)
        return written;
    for (const auto& [name, values] :
        {std::pair("/rows", &kept.rows), std::pair("/labels", &kept.said.labels)})
        if (auto written = writeInts(file, group + name, *values); !written)
            return written;
    for (std::size_t m = 0; m < names.size(); ++m) {
        if (m < kept.said.features.size() && !kept.said.features[m].values.empty())
            if (auto written = writeScores(file, group + "/features/" + names[m], kept.said.features[m]);
                !written)
                return written;
        if (m < kept.said.presence.size() && !kept.said.presence[m].empty())
            if (auto written = writeFlags(file, group + "/presence/" + names[m], kept.said.presence[m]);
                !written)
                return written;
    }
    return kept.joined.values.empty() ? Result<void>() : writeScores(file, group + "/joined", kept.joined);
}

} // namespace

std::string epochFeaturesFile(int epoch)
{
    return std::string(kEpochFile) + std::to_string(epoch) + std::string(kEpochEnding);
}

std::vector<int> epochsWithFeatures(const std::filesystem::path& folder)
{
    std::vector<int> epochs;
    std::error_code ignored;
    for (std::filesystem::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        const auto name = entry->path().filename().string();
        if (!name.starts_with(kEpochFile) || !name.ends_with(kEpochEnding))
            continue;
        int epoch = 0;
        std::from_chars(name.data() + kEpochFile.size(), name.data() + name.size(), epoch);
        if (epoch > 0 && name == epochFeaturesFile(epoch))
            epochs.push_back(epoch);
    }
    std::ranges::sort(epochs);
    return epochs;
}

Result<void> writeEpochFeatures(
    const std::filesystem::path& path, const std::map<std::string, KeptFeatures>& bySplit)
{
    return writeFileAtomically(path, [&](const std::filesystem::path& beside) -> Result<void> {
        auto file = Hdf5File::create(beside);
        if (!file)
            return file.error();
        for (const auto& [name, kept] : bySplit)
            if (auto written = writeKept(file.value(), "/" + name, kept); !written)
                return written;
        return file.value().close();
    });
}

Result<KeptFeatures> readEpochFeatures(const std::filesystem::path& path, const std::string& split)
{
    if (auto same = checkMarked(path); !same)
        return same.error();
    const auto file = Hdf5File::open(path);
    if (!file)
        return file.error();
    ArrayGroup top(file.value(), "");
    const auto splits = top.members("/");
    if (top.error())
        return *top.error();
    if (std::ranges::find(splits, split) == splits.end())
        return Error{ErrorKind::NotFound,
            path.string() + ": has no features of split " + split + "; use one of " + joinText(splits, ", ")};
    ArrayGroup reader(file.value(), "/" + split);
    KeptFeatures kept;
    kept.said.modalities = reader.texts("", "modalities");
    kept.rows = reader.ints("/rows");
    const auto count = std::int64_t(kept.rows.size());
    kept.said.labels = reader.ints("/labels", count);
    for (const auto& name : kept.said.modalities) {
        kept.said.features.push_back(
            reader.has("/features", name) ? reader.scores("/features/" + name, count) : ArrayD());
        kept.said.presence.push_back(reader.has("/presence", name) ? reader.flags("/presence/" + name, count)
                                                                   : std::vector<std::uint8_t>());
    }
    if (reader.has("", "joined"))
        kept.joined = reader.scores("/joined", count);
    if (reader.error())
        return *reader.error();
    return kept;
}

} // namespace modalscope
