#pragma once

#include "app/pages/adapter_maker.h"
#include "app/pages/adapter_plan.h"

#include <QString>

class QTableWidget;

namespace modalscope {

/// What a choice asks for and what of it is there already: the sentences above the button that starts it.
/// `parameters`: of the base's network; below 0 when not known.
QString adapterPlanText(const AdapterChoice& choice, const AdapterPlan& plan,
    std::span<const StoredAdapters> stored, std::int64_t parameters);

/// Tool tips of the table's cells: which files their numbers stand in, and how an empty cell of the dedicated
/// column is filled.
void sayAdapterOrigins(QTableWidget& shown, const AdapterResult& result);

} // namespace modalscope
