//! Tables as Parquet, which pandas, polars and R read with the types of the columns.

use super::{
    Cell, Table,
    flat::{FlatColumn, Value},
};
use crate::{Error, Result};
use parquet::{
    basic::{LogicalType, Repetition, Type as Physical},
    data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type},
    errors::ParquetError,
    file::writer::{SerializedColumnWriter, SerializedFileWriter},
    schema::types::Type,
};
use std::sync::Arc;

/// What a column holds.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Number,
}

impl Table {
    /// The table as a Parquet file without compression: whole numbers, numbers or text, and null where nothing is known; a spread takes
    /// two columns, the second named `… sd`.
    ///
    /// # Errors
    /// [`Error::Format`] for a table that Parquet cannot hold, such as one without columns.
    pub fn to_parquet(&self) -> Result<Vec<u8>> {
        self.write_parquet().map_err(|error| {
            let expected = format!("a table that Parquet can hold ({error})");
            Error::format(format!("table {:?}", self.title), format!("{} columns", self.columns.len()), expected)
        })
    }

    fn write_parquet(&self) -> Result<Vec<u8>, ParquetError> {
        let columns = self.flat_columns();
        let kinds: Vec<Kind> = columns.iter().map(|column| kind(column, &self.rows)).collect();
        let fields = columns.iter().zip(&kinds).map(|(column, kind)| kind.field(&column.name));
        let fields = fields.collect::<Result<Vec<_>, _>>()?;
        let schema = Arc::new(Type::group_type_builder("table").with_fields(fields).build()?);
        let mut bytes = vec![];
        let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::default())?;
        let mut group = file.next_row_group()?;
        for (column, kind) in columns.iter().zip(kinds) {
            let Some(mut writer) = group.next_column()? else { break };
            let values = self.rows.iter().map(|row| column.value(row));
            match kind {
                Kind::Text => write::<ByteArrayType>(&mut writer, values, as_text)?,
                Kind::Integer => write::<Int64Type>(&mut writer, values, as_integer)?,
                Kind::Number => write::<DoubleType>(&mut writer, values, as_number)?,
            }
            writer.close()?;
        }
        group.close()?;
        file.close()?;
        Ok(bytes)
    }
}

impl Kind {
    fn field(self, name: &str) -> Result<Arc<Type>, ParquetError> {
        let (physical, logical) = match self {
            Self::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Self::Integer => (Physical::INT64, None),
            Self::Number => (Physical::DOUBLE, None),
        };
        let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
        field.with_logical_type(logical).build().map(Arc::new)
    }
}

/// The narrowest kind that holds every value of a column.
fn kind(column: &FlatColumn, rows: &[Vec<Cell>]) -> Kind {
    let mut kind = Kind::Integer;
    for row in rows {
        match column.value(row) {
            Value::Text(_) => return Kind::Text,
            Value::Number(_) => kind = Kind::Number,
            Value::Integer(value) if i64::try_from(value).is_err() => kind = Kind::Number,
            Value::Integer(_) | Value::Missing => {}
        }
    }
    kind
}

/// Writes a column; `convert` gives nothing where a row has no value.
fn write<'a, D: DataType>(
    writer: &mut SerializedColumnWriter,
    values: impl Iterator<Item = Value<'a>>,
    convert: fn(Value) -> Option<D::T>,
) -> Result<(), ParquetError> {
    let (mut present, mut is_present) = (vec![], vec![]);
    for value in values {
        let value = convert(value);
        is_present.push(i16::from(value.is_some()));
        present.extend(value);
    }
    writer.typed::<D>().write_batch(&present, Some(&is_present), None).map(drop)
}

fn as_text(value: Value) -> Option<ByteArray> {
    value.text().map(|text| text.into_owned().into_bytes().into())
}

fn as_integer(value: Value) -> Option<i64> {
    if let Value::Integer(value) = value { i64::try_from(value).ok() } else { None }
}

fn as_number(value: Value) -> Option<f64> {
    match value {
        Value::Integer(value) => Some(value as f64),
        Value::Number(value) => Some(value),
        Value::Text(_) | Value::Missing => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::{
        file::reader::{FileReader, SerializedFileReader},
        record::Field,
    };
    use std::fs::File;

    fn read(table: &Table) -> SerializedFileReader<File> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        table.save(&path).unwrap();
        SerializedFileReader::new(File::open(path).unwrap()).unwrap()
    }

    #[test]
    fn a_table_is_read_back_with_its_types() {
        let mut table = Table::new("t", &["name", "n", "accuracy / %", "huge"]);
        let spread = Cell::Spread { mean: 84.25, deviation: 0.5 };
        table.push(vec!["a, \"b\"".into(), 3.into(), spread, Cell::Integer(i128::MAX)]).unwrap();
        table.push(vec![Cell::Missing, Cell::Missing, f64::NAN.into(), Cell::Missing]).unwrap();
        let file = read(&table);
        let mut rows = vec![];
        for row in file.get_row_iter(None).unwrap() {
            rows.push(row.unwrap().into_columns());
        }
        let names: Vec<&str> = rows[0].iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["name", "n", "accuracy / %", "accuracy / % sd", "huge"]);
        let values = |row: usize| rows[row].iter().map(|(_, field)| field.clone()).collect::<Vec<_>>();
        let first = [Field::Str("a, \"b\"".into()), Field::Long(3), Field::Double(84.25), Field::Double(0.5)];
        assert_eq!(values(0)[..4], first);
        assert_eq!(values(0)[4], Field::Double(i128::MAX as f64));
        assert_eq!(values(1)[..2], [Field::Null, Field::Null]);
        assert!(matches!(values(1)[2], Field::Double(value) if value.is_nan()));
        assert_eq!(values(1)[3..], [Field::Null, Field::Null]);
    }

    #[test]
    fn an_empty_table_is_a_file_without_rows() {
        assert_eq!(read(&Table::new("t", &["name"])).metadata().file_metadata().num_rows(), 0);
    }
}
