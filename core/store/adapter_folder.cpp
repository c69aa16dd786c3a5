#include "core/store/adapter_folder.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/config/json_options.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace modalscope {

namespace fs = std::filesystem;

namespace {

/// A folder of one set; others hold the sets of the first version.
bool isAdapterSet(const fs::path& folder)
{
    std::error_code code;
    return std::ranges::any_of(std::array{"experiment.json", "metrics.json", "adapter.safetensors"},
        [&](const char* name) { return fs::exists(folder / name, code); });
}

/// The folders in `folder` by name, without those that are being written.
std::vector<fs::path> foldersIn(const fs::path& folder)
{
    std::vector<fs::path> folders;
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code))
        if (!entry->path().filename().string().starts_with('.') && entry->is_directory(code))
            folders.push_back(entry->path());
    std::sort(folders.begin(), folders.end());
    return folders;
}

std::vector<std::string> sorted(std::vector<std::string> names)
{
    std::ranges::sort(names);
    return names;
}

/// A JSON file of an adapter folder. Error: NotFound, Io, Format, with what to do.
Result<nlohmann::json> readObject(const fs::path& file)
{
    const auto text = readFile(file);
    if (!text)
        return Error{text.error().kind,
            text.error().message + "; bring it back from a copy, or delete the folder "
                + file.parent_path().string() + " and adapt the run again"};
    auto json = parseJson(text.value(), file.string());
    if (!json)
        return learnAgain(json.error(), file.parent_path());
    if (!json.value().is_object())
        return learnAgain(
            {ErrorKind::Format, file.string() + ": does not hold a JSON object"}, file.parent_path());
    return json;
}

/// "" when all numbers of a metrics.json can be ones.
std::string impossibleNumberOf(const nlohmann::json& file, const StoredAdapter& adapter)
{
    for (const auto& [at, metrics] : {std::pair("splits", &adapter.metrics), {"before", &adapter.before}})
        if (auto bad = impossibleNumber(file.value(at, nlohmann::json()), *metrics, at); !bad.empty())
            return bad;
    if (adapter.trainable < 0)
        return "parameters/trainable is below 0";
    if (!(adapter.share >= 0 && adapter.share <= 1))
        return "parameters/share is not a share from 0 to 1";
    return {};
}

} // namespace

fs::path adapterPath(const fs::path& run, const AdaptOptions& options)
{
    const auto adapters = run / "adapters";
    auto path = adapters / adapterFolder(options);
    std::error_code code;
    if (fs::exists(path, code))
        return path;
    const auto inside = toText(options.adapter.kind) + "-s" + std::to_string(options.seed);
    const auto wanted = sorted(options.present);
    for (const auto& folder : foldersIn(adapters)) {
        const bool isSame = sorted(splitText(folder.filename().string(), '+')) == wanted;
        if (isSame && !isAdapterSet(folder) && isAdapterSet(folder / inside))
            return folder / inside;
    }
    return path;
}

Error learnAgain(const Error& error, const fs::path& folder)
{
    return {
        error.kind, error.message + "; delete the folder " + folder.string() + " and adapt the run again"};
}

Result<StoredAdapter> readAdapter(const fs::path& folder)
{
    const auto options = readObject(folder / "experiment.json");
    const auto metrics = readObject(folder / "metrics.json");
    for (const auto* json : {&options, &metrics})
        if (!*json)
            return json->error();
    auto read = fromJson<AdaptOptions>(options.value());
    if (!read)
        return Error{ErrorKind::Format, (folder / "experiment.json").string() + ": " + read.error().message};
    StoredAdapter adapter{folder, std::move(read).value(), {}, {}, 0, 0, {}};
    const auto& all = metrics.value();
    const auto splitsAt = [&](const char* name) {
        const auto found = all.find(name);
        return found == all.end() ? RunMetrics() : RunMetrics({{"format", 1}, {"splits", *found}});
    };
    adapter.metrics = splitsAt("splits");
    adapter.before = splitsAt("before");
    const auto numberAt = [&](const char* path) {
        const nlohmann::json::json_pointer place(path);
        return all.contains(place) && all.at(place).is_number() ? all.at(place).get<double>() : 0.0;
    };
    adapter.trainable = std::int64_t(numberAt("/parameters/trainable"));
    adapter.share = numberAt("/parameters/share");
    if (all.contains("base") && all["base"].is_string())
        adapter.base = all["base"];
    if (adapter.metrics.namesBelow("test/fused").empty() || adapter.before.namesBelow("test/fused").empty())
        return learnAgain({ErrorKind::Format,
                              (folder / "metrics.json").string()
                                  + ": has no numbers of test with and without the adapters"},
            folder);
    if (const auto bad = impossibleNumberOf(all, adapter); !bad.empty())
        return learnAgain({ErrorKind::Format,
                              (folder / "metrics.json").string() + ": " + bad + "; the file has been edited"},
            folder);
    return adapter;
}

StoredAdapters readAdapters(const fs::path& run)
{
    StoredAdapters all;
    std::vector<fs::path> folders;
    for (auto& folder : foldersIn(run / "adapters")) {
        if (isAdapterSet(folder))
            folders.push_back(std::move(folder));
        else
            std::ranges::move(foldersIn(folder), std::back_inserter(folders));
    }
    for (const auto& folder : folders) {
        auto adapter = readAdapter(folder);
        if (adapter)
            all.sets.push_back(std::move(adapter).value());
        else
            all.problems.push_back(adapter.error().message);
    }
    return all;
}

} // namespace modalscope
