from django.db import models


class Writer(models.Model):
    name = models.CharField(max_length=100)
    country = models.CharField(max_length=2)

    def __str__(self) -> str:
        return self.name


class Shelf(models.Model):
    code = models.CharField(max_length=10, unique=True)

    def __str__(self) -> str:
        return self.code


class Book(models.Model):
    title = models.CharField(max_length=200)
    page_count = models.PositiveIntegerField(default=0)
    writer = models.ForeignKey(Writer, on_delete=models.CASCADE)
    shelf = models.ForeignKey(Shelf, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ("title",)
        indexes = (models.Index(fields=["title"], name="library_book_title_idx"),)
        constraints = (
            models.UniqueConstraint(fields=["writer", "title"], name="library_book_unique_title"),
        )

    def __str__(self) -> str:
        return self.title


class Loan(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="loans")
    borrower = models.CharField(max_length=100)
    due = models.DateField()

    def __str__(self) -> str:
        return f"{self.book} to {self.borrower}"
