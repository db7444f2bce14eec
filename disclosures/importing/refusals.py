"""Why a file is not taken in."""

from __future__ import annotations


class Refused(ValueError):
    """The file is not taken in.  The message is in Chinese and says why and what to do."""


RESAVE = "请用 Excel 或 WPS 打开，另存为普通的 .xlsx 工作簿后再上传"


def broken(detail: str) -> Refused:
    """The file is damaged or made up."""
    return Refused(f"文件已损坏或结构不规范（{detail}）。{RESAVE}")


def encrypted() -> Refused:
    """The file is protected by a password for opening."""
    return Refused("文件已加密。请去掉打开密码后再上传")


def macros(detail: str) -> Refused:
    """The file carries code."""
    return Refused(f"文件含有宏或可执行内容（{detail}）。请另存为不含宏的 .xlsx 工作簿后再上传")


def external(detail: str) -> Refused:
    """The file takes values from elsewhere."""
    return Refused(f"文件引用外部数据（{detail}）。请断开外部链接、改为数值后再上传")


def too_big(detail: str) -> Refused:
    """The file would take too much memory or time."""
    return Refused(f"文件过大或异常膨胀（{detail}）。请删去多余的行、列和工作表后再上传")
