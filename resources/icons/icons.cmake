# The drawings of widgets/base/icon.h, compiled into widgets as :/icons/NAME.svg.
set(icons
    ablation adapter add chart check checkpoint chevron-down chevron-up clock close columns compare copy data delete edit embedding error
    expand experiment export filter fit folder help image info lasso laziness log missing move next open pause pin play
    previous queue rectangle redo refresh reset resume run runs search segmentation settings star stop success table theme tick
    undo warning)
list(TRANSFORM icons APPEND .svg)
list(TRANSFORM icons PREPEND ${CMAKE_CURRENT_LIST_DIR}/ OUTPUT_VARIABLE icon_files)
qt_add_resources(widgets icons PREFIX /icons BASE ${CMAKE_CURRENT_LIST_DIR} FILES ${icon_files})
