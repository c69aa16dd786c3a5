#pragma once

#include "app/pages/view_page.h"

namespace modalscope {

class RunsView;
extern template class ViewPage<RunsView>;

/// All runs of the workspace side by side.
class RunsPage : public ViewPage<RunsView> {
public:
    explicit RunsPage(Session& session);
    ~RunsPage() override;
    QList<QAction*> actions() override; ///< of the figure that is looked at
};

} // namespace modalscope
