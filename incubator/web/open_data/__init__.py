"""Open data: each dataset is declared once; files, schemas, pages and DCAT come from that."""
