"""Rules of passwords that Django does not say in Chinese."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator


class Length(MinimumLengthValidator):
    """Long rather than intricate."""

    def get_error_message(self) -> str:
        """Said of one that is too short."""
        return f"密码至少要有 {self.min_length} 个字符"

    get_help_text = get_error_message
