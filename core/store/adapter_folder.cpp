#include "core/store/adapter_folder.h"

#include "core/base/atomic_file.h"
#include "core/config/json_options.h"

#include <algorithm>

namespace modalscope {

namespace fs = std::filesystem;

Result<nlohmann::json> readAdapterJson(const fs::path& file)
{
    auto text = readFile(file);
    if (!text)
        return text.error();
    auto json = parseJson(text.value(), file.string());
    if (!json)
        return Error{json.error().kind,
            json.error().message + "; delete the folder " + file.parent_path().string()
                + " and adapt the run again"};
    return json;
}

Result<StoredAdapter> readAdapter(const fs::path& folder)
{
    const auto options = readAdapterJson(folder / "experiment.json");
    const auto metrics = readAdapterJson(folder / "metrics.json");
    for (const auto* json : {&options, &metrics})
        if (!*json)
            return json->error();
    auto read = fromJson<AdaptOptions>(options.value());
    if (!read)
        return Error{ErrorKind::Format, (folder / "experiment.json").string() + ": " + read.error().message};
    StoredAdapter adapter{folder, std::move(read).value(), {}, {}, 0, 0, {}};
    const auto& all = metrics.value();
    const auto splitsAt = [&](const char* name) {
        const auto found = all.is_object() ? all.find(name) : all.end();
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
    return adapter;
}

StoredAdapters readAdapters(const fs::path& run)
{
    StoredAdapters all;
    std::error_code code;
    std::vector<fs::path> folders;
    for (fs::directory_iterator set(run / "adapters", code), end; !code && set != end; set.increment(code))
        for (fs::directory_iterator entry(set->path(), code); !code && entry != end; entry.increment(code))
            if (!entry->path().filename().string().starts_with('.')) // being written
                folders.push_back(entry->path());
    std::sort(folders.begin(), folders.end());
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
