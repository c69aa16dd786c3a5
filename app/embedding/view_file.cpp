#include "app/embedding/view_file.h"

#include "core/base/atomic_file.h"
#include "core/config/json_options.h"

namespace modalscope {

Result<void> writeView(const std::filesystem::path& path, const EmbeddingViewState& view)
{
    return writeFileAtomically(path, toJson(view).dump(2) + "\n");
}

Result<EmbeddingViewState> readView(const std::filesystem::path& path)
{
    const auto text = readFile(path);
    if (!text)
        return text.error();
    const auto json = parseJson(text.value(), path.string());
    if (!json)
        return json.error();
    auto view = fromJson<EmbeddingViewState>(json.value());
    if (!view)
        return Error{view.error().kind, path.string() + ": is no saved view: " + view.error().message};
    const auto count = view.value().panes.size();
    if (count < 1 || count > 2)
        return invalidInput(
            path.string() + ": is no saved view: panes: a view has one or two, not " + std::to_string(count));
    return view;
}

} // namespace modalscope
