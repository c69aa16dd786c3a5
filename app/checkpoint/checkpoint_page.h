#pragma once

#include "app/pages/view_page.h"

namespace modalscope {

class CheckpointView;
extern template class ViewPage<CheckpointView>;

/// Files of weights, from anywhere: looked into, compared.
class CheckpointPage : public ViewPage<CheckpointView> {
public:
    explicit CheckpointPage(Session& session);
    ~CheckpointPage() override;

    QList<QAction*> actions() override;
};

} // namespace modalscope
