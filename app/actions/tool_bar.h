#pragma once

namespace modalscope {

class MainWindow;
struct FileActions;
struct HelpActions;
struct RunActions;
struct ViewActions;

/// The tool bar: new run, dataset, queue, figure, layouts, command palette, theme, help.
void makeToolBar(MainWindow& window, const FileActions& file, const RunActions& runs, const ViewActions& view,
    const HelpActions& help);

} // namespace modalscope
