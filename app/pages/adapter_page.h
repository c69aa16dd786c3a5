#pragma once

#include "app/pages/view_page.h"

namespace modalscope {

class AdapterView;
extern template class ViewPage<AdapterView>;

/// Adapters that make a finished run predict without some modalities.
class AdapterPage : public ViewPage<AdapterView> {
public:
    explicit AdapterPage(Session& session);
    ~AdapterPage() override;

    QList<QAction*> actions() override;
};

} // namespace modalscope
