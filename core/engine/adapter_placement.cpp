#include "core/engine/adapter_placement.h"

#include "core/adapters/placement.h"
#include "core/engine/adapted_method.h"
#include "core/engine/missing_set.h"
#include "core/engine/open_run.h"
#include "core/engine/parameter_count.h"

namespace modalscope {
namespace {

std::string partText(PartKind kind)
{
    switch (kind) {
    case PartKind::Encoder:
        return "encoder";
    case PartKind::Fusion:
        return "fusion";
    case PartKind::Head:
        return "head";
    }
    return {};
}

} // namespace

Result<AdapterPlacement> adapterPlacement(const AdaptRequest& request)
{
    auto run = openRun(request.folder, request.dataset);
    if (!run)
        return run.error();
    const auto set = missingSet(run.value(), request.options);
    if (!set)
        return set.error();
    const auto layers = adaptableLayers(*run.value().method);
    auto whole = request.options.adapter;
    whole.leaveOut.clear();
    const auto placed = placeAdapters(layers, request.options.adapter, set.value().present);
    const auto possible = placeAdapters(layers, whole, set.value().present);
    for (const auto* one : {&placed, &possible})
        if (!*one)
            return one->error();
    AdapterPlacement made;
    made.total = countParameters(run.value()).total;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto& place = placed.value()[i];
        AdapterPlacement::Layer layer;
        layer.path = place.path;
        layer.kind = labelOf(place.kind);
        layer.part = partText(place.part.kind);
        for (const int m : place.part.modalities)
            layer.modalities.push_back(run.value().names[std::size_t(m)]);
        layer.shape = layers[i].baseWeight.sizes().vec();
        layer.possible = possible.value()[i].learned;
        layer.learned = place.learned;
        layer.why = place.why;
        made.learned += layer.learned;
        made.layers.push_back(std::move(layer));
    }
    if (request.options.adapter.kind == AdapterKind::Full)
        made.learned = made.total;
    return made;
}

} // namespace modalscope
