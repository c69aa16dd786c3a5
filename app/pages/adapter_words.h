#pragma once

#include "app/pages/adapter_maker.h"
#include "app/pages/adapter_plan.h"

#include <QString>

#include <map>

class QTableWidget;

namespace modalscope {

/// What a choice asks for and what of it is there already: the sentences above the button that starts it.
/// `parameters`: of the base's network; below 0 when not known. `placed`: values that an option learns as
/// Placement has counted them.
QString adapterPlanText(const AdapterChoice& choice, const AdapterPlan& plan,
    std::span<const StoredAdapters> stored, std::int64_t parameters,
    const std::map<AdapterKind, std::int64_t>& placed = {});

/// The settings that an adapter set was learned with, on a few lines.
QString adapterSettingsText(const AdaptOptions& options);

/// Tool tips of the table's cells: which files their numbers stand in, what settings the sets were learned
/// with, and how an empty cell for dedicated runs is filled.
void sayAdapterOrigins(QTableWidget& shown, const AdapterResult& result);

} // namespace modalscope
